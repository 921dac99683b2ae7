"""Offers that nobody asked for, in Chinese: how contact, easy money, gambling, loans and services are advertised."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from moderation.triage import disguise
from moderation.triage.needed import Sieve

_FILE = Path(__file__).with_name("lexicons") / "offers_zh.txt"
_SAMPLE = 1500
# A second sign of the same family says less than the first; of one family no more than this is counted.
_AGAIN = 0.4
_MOST = 5.0
# Two families that bear each other out.
_TOGETHER = 1.0
_WITH_CONTACT = 1.5
# A price alone is no offer.
_PRICE = 1.5
# Who asks for help says these; whoever advertises hardly does.
_ASKING = re.compile(
    "请问|求助|怎么办|如何(?:设置|解决|实现|处理)|为什么|报错|谢谢|求解|被骗|举报|防骗|警惕|谨防|骗局|反诈|提醒大家|什么意思|的区别|代码"
)
_ASKED = 2.5
_LONG_NUMBER = re.compile(r"\d{5,}")


class Offer(NamedTuple):
    """How strongly a text advertises, its words that say so, and how often (up to twice) it asks for help or warns."""

    weight: float
    evidence: tuple[str, ...]
    asked: int = 0


class _Sign(NamedTuple):
    family: str
    weight: float
    pattern: re.Pattern[str]


@cache
def _signs() -> tuple[tuple[_Sign, ...], Sieve]:
    signs: list[_Sign] = []
    family = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            family = line[1:-1]
        elif line and not line.startswith("#"):
            weight, _, pattern = line.partition(" ")
            signs.append(_Sign(family, float(weight), re.compile(pattern)))
    return tuple(signs), Sieve([sign.pattern.pattern for sign in signs])


def _seen(text: str) -> dict[str, list[tuple[float, re.Match[str]]]]:
    """By family, what of it stands in a text, the heaviest first."""
    signs, sieve = _signs()
    found: dict[str, list[tuple[float, re.Match[str]]]] = {}
    for number in sieve.likely(text):
        family, weight, pattern = signs[number]
        if match := pattern.search(text):
            found.setdefault(family, []).append((weight, match))
    for each in found.values():
        each.sort(key=lambda one: -one[0])
    return found


def find(text: str) -> Offer:
    """The offer in a text; weight 0 where there is none."""
    sample = text[:_SAMPLE]
    asked = min(2, len(_ASKING.findall(sample)))
    unmasked = disguise.unmask(sample)
    weights: dict[str, float] = {}
    quotes: list[tuple[float, str]] = []
    for family, found in _seen(unmasked.text).items():
        weights[family] = min(_MOST, found[0][0] + _AGAIN * sum(weight for weight, _ in found[1:]))
        quotes += [(weight, unmasked.original(sample, *match.span())) for weight, match in found[:2]]
    if not weights:
        return Offer(0.0, (), asked)
    total = sum(weights.values())
    if set(weights) == {"money"}:
        total = min(total, _PRICE)
    substance = [family for family in weights if family not in {"contact", "money"}]
    if len(weights) > 1:
        total += _TOGETHER * (len(weights) - 1)
    if substance and "contact" in weights:
        total += _WITH_CONTACT
    total -= _ASKED * asked
    told = (_LONG_NUMBER.split(quote)[0].strip() for _, quote in sorted(quotes, key=lambda each: -each[0]))
    return Offer(max(0.0, total), tuple(dict.fromkeys(quote for quote in told if quote))[:5], asked)
