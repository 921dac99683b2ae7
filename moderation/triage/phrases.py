"""Finding the phrases of a word list in a text read once: where each stands, and what it speaks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from moderation.triage import normalise
from moderation.triage.features import WORD

_FOLDER = Path(__file__).with_name("lexicons")
_ALONE = ""  # stands for the second part of a phrase that has one part only


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


# By the first part, then by the second: a text is looked at once, and hardly any phrase is compared in full.
Book = dict[str, dict[str, tuple[_Phrase, ...]]]


@cache
def book(name: str, only: frozenset[str] = frozenset()) -> Book:
    """The phrases of a list, or of some of its sections, longest first; parts are characters if it ends in `_zh`."""
    category = ""
    found: dict[tuple[str, str], _Phrase] = {}
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            category = line.strip("[] ")
        elif line and not line.startswith("#") and (not only or category in only):
            weight, _, phrases = line.partition(" ")
            for text in map(str.strip, normalise.fold(phrases).split(",")):
                parts = tuple(text) if name.endswith("_zh") else tuple(WORD.findall(text))
                found.setdefault((category, text), _Phrase(text, parts, category, float(weight)))
    by_parts: dict[str, dict[str, list[_Phrase]]] = {}
    for phrase in sorted(found.values(), key=lambda each: -len(each.parts)):
        second = phrase.parts[1] if len(phrase.parts) > 1 else _ALONE
        by_parts.setdefault(phrase.parts[0], {}).setdefault(second, []).append(phrase)
    return {
        first: {second: tuple(some) for second, some in seconds.items()}
        for first, seconds in by_parts.items()
    }


def in_words(name: str, words: Sequence[str], only: frozenset[str] = frozenset()) -> list[Found]:
    """The phrases of an English list in folded words; in each category the longest at a place wins."""
    known = book(name, only)
    taken: dict[str, int] = {}
    found: list[Found] = []
    last = len(words) - 1
    for start, word in enumerate(words):
        seconds = known.get(word)
        if seconds is None:
            continue
        candidates = seconds.get(words[start + 1], ()) if start < last else ()
        for phrase in (*candidates, *seconds.get(_ALONE, ())):
            end = start + len(phrase.parts)
            if taken.get(phrase.category, 0) <= start and tuple(words[start:end]) == phrase.parts:
                taken[phrase.category] = end
                found.append(Found(phrase.category, phrase.text, phrase.weight, start, end))
    return found


def in_characters(name: str, text: str, only: frozenset[str] = frozenset()) -> list[Found]:
    """The phrases of a Chinese list in a folded text."""
    known = book(name, only)
    taken: dict[str, int] = {}
    found: list[Found] = []
    for start, (character, after) in enumerate(zip(text, f"{text[1:]}\0", strict=True)):
        seconds = known.get(character)
        if seconds is None:
            continue
        for phrase in (*seconds.get(after, ()), *seconds.get(_ALONE, ())):
            if taken.get(phrase.category, 0) <= start and text.startswith(phrase.text, start):
                end = start + len(phrase.parts)
                taken[phrase.category] = end
                found.append(Found(phrase.category, phrase.text, phrase.weight, start, end))
    return found
