"""Finding the phrases of a word list in a text read once: where each stands, and what it speaks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from moderation.triage.features import WORD

_FOLDER = Path(__file__).with_name("lexicons")


class Found(NamedTuple):
    """A phrase of a list in a text, from `start` to `end` counted in words (in characters in Chinese)."""

    category: str
    phrase: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    parts: tuple[str, ...]
    category: str
    weight: float


Book = dict[str, tuple[_Phrase, ...]]


@cache
def book(name: str) -> Book:
    """The phrases of a list by their first word, or first character where the name ends in `_zh`; longest first."""
    category = ""
    found: dict[tuple[str, str], _Phrase] = {}
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            category = line.strip("[] ")
        elif line and not line.startswith("#"):
            weight, _, phrases = line.partition(" ")
            for text in map(str.strip, phrases.split(",")):
                parts = tuple(text) if name.endswith("_zh") else tuple(WORD.findall(text))
                found.setdefault((category, text), _Phrase(text, parts, category, float(weight)))
    by_first: dict[str, list[_Phrase]] = {}
    for phrase in found.values():
        by_first.setdefault(phrase.parts[0], []).append(phrase)
    return {first: tuple(sorted(some, key=lambda each: -len(each.parts))) for first, some in by_first.items()}


def in_words(name: str, words: Sequence[str]) -> list[Found]:
    """The phrases of an English list in folded words; in each category the longest at a place wins."""
    known = book(name)
    taken: dict[str, int] = {}
    found: list[Found] = []
    for start, word in enumerate(words):
        for phrase in known.get(word, ()):
            end = start + len(phrase.parts)
            if taken.get(phrase.category, 0) > start:
                continue
            if end == start + 1 or tuple(words[start:end]) == phrase.parts:
                taken[phrase.category] = end
                found.append(Found(phrase.category, phrase.text, phrase.weight, start, end))
    return found


def in_characters(name: str, text: str) -> list[Found]:
    """The phrases of a Chinese list in a folded text."""
    known = book(name)
    taken: dict[str, int] = {}
    found: list[Found] = []
    for start, character in enumerate(text):
        for phrase in known.get(character, ()):
            if taken.get(phrase.category, 0) <= start and text.startswith(phrase.text, start):
                end = start + len(phrase.parts)
                taken[phrase.category] = end
                found.append(Found(phrase.category, phrase.text, phrase.weight, start, end))
    return found
