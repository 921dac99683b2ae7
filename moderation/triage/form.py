"""How a text looks, as numbers and as steps: lengths, capitals, links, and the turns of phrase of offers and bait."""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

from moderation.triage.features import bucket

# What is said first and last shows what is wanted; the middle of a long post is not looked at.
_SAMPLE = 1200
# A turn of phrase is counted up to this.
_MOST = 4
_FILE = Path(__file__).with_name("lexicons") / "turns.txt"
_SMALL, _CAPITAL, _DIGIT = (some.encode() for some in (ascii_lowercase, ascii_uppercase, digits))
_NUMBER = re.compile(r"\d+")


@cache
def _turns() -> tuple[re.Pattern[str], ...]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(re.compile(line) for line in lines if line and not line.startswith("#"))


def facts(prose: str, folded: str, link_count: int) -> list[float]:
    """The numbers, always as many and in the same order."""
    text, low = prose[:_SAMPLE], folded[:_SAMPLE]
    size, words = max(1, len(text)), text.split()
    said = max(1, len(words))
    plain = text if text.isascii() else ""  # what is no letter of Unicode's is counted faster
    letters, capitals, digits, signs = _in_ascii(text) if plain else _in_unicode(text)
    letters = max(1, letters)
    loud = sum(word.isupper() and len(word) > 1 for word in words)
    numbers = _NUMBER.findall(text)
    found = [
        math.log1p(len(prose)),
        math.log1p(len(words)),
        size / said,
        capitals / letters,
        capitals,
        digits,
        digits / size,
        0.0 if plain else sum(not character.isascii() for character in text) / size,
        signs / size,
        len(set(low.split())) / said,
        loud,
        loud / said,
        sum(word[0].isupper() for word in words) / said,
        text[:1].isupper(),
        text[-1:] in {".", "!", "?"},
        link_count,
        max(map(len, words), default=0),
        max(map(len, numbers), default=0),
        len(numbers),
    ]
    found += [text.count(sign) for sign in "!?.,'/:\"-*"]
    found += [min(_MOST, len(turn.findall(low))) for turn in _turns()]
    return [float(fact) for fact in found]


def _in_ascii(text: str) -> tuple[int, int, int, int]:
    """Letters, capitals, digits, and signs that are none of these nor blanks."""
    coded = text.encode("ascii")
    letters, capitals = letters_and_capitals(coded)
    digits, blanks = (len(coded) - len(coded.translate(None, some)) for some in (_DIGIT, b" "))
    return letters, capitals, digits, len(coded) - letters - digits - blanks


def letters_and_capitals(coded: bytes) -> tuple[int, int]:
    """How many letters of ASCII there are, and how many of them are capitals."""
    small, capitals = (len(coded) - len(coded.translate(None, some)) for some in (_SMALL, _CAPITAL))
    return small + capitals, capitals


def _in_unicode(text: str) -> tuple[int, int, int, int]:
    """The same in any script."""
    letters, capitals, digits = (sum(map(kind, text)) for kind in (str.isalpha, str.isupper, str.isdigit))
    return letters, capitals, digits, len(text) - sum(map(str.isalnum, text)) - text.count(" ")


def steps(found: Sequence[float], cuts: Sequence[Sequence[float]]) -> frozenset[int]:
    """The buckets of every step that a fact has climbed; `cuts` holds the steps of each fact, from low to high."""
    climbed: set[int] = set()
    for fact, heights, buckets in zip(found, cuts, _buckets(tuple(map(len, cuts))), strict=True):
        climbed.update(buckets[: bisect_left(heights, fact)])
    return frozenset(climbed)


@lru_cache(maxsize=8)
def _buckets(sizes: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(bucket(f"{number}>{at}") for at in range(size)) for number, size in enumerate(sizes))
