"""Insults in Chinese that are aimed at people, seen through their disguises."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from moderation.triage import disguise
from moderation.triage.needed import Sieve

_FILE = Path(__file__).with_name("lexicons") / "insults_zh.txt"
_SAMPLE = 800
_AGAIN = 0.5
# In a long text one rough word is colour; in a short one it is the message.
_LONG = 80
_PER_CHARACTER = 0.01
_MOST_FORGIVEN = 2.5


class Insult(NamedTuple):
    """How strongly a text insults, and its words that do."""

    weight: float
    evidence: tuple[str, ...]


@cache
def _patterns() -> tuple[tuple[tuple[float, re.Pattern[str]], ...], Sieve]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    parts = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    found = tuple((float(weight), re.compile(pattern)) for weight, _, pattern in parts)
    return found, Sieve([pattern.pattern for _, pattern in found])


def find(text: str) -> Insult:
    """The insult in a text; weight 0 where there is none."""
    sample = text[:_SAMPLE]
    unmasked = disguise.unmask(sample)
    patterns, sieve = _patterns()
    found = [
        (patterns[number][0], match)
        for number in sieve.likely(unmasked.text)
        if (match := patterns[number][1].search(unmasked.text))
    ]
    if not found:
        return Insult(0.0, ())
    found.sort(key=lambda each: -each[0])
    total = found[0][0] + _AGAIN * sum(weight for weight, _ in found[1:])
    total -= min(_MOST_FORGIVEN, _PER_CHARACTER * max(0, len(sample) - _LONG))
    quotes = (unmasked.original(sample, *match.span()).strip() for _, match in found)
    return Insult(max(0.0, total), tuple(dict.fromkeys(quote for quote in quotes if quote))[:4])
