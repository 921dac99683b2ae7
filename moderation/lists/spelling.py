"""A text in the spellings in which entries are looked for, each position knowing its place in the original."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from community.kernel.folding import fold, strip_controls

# Figures and signs that stand for letters.
_FOR_LETTERS: Final = str.maketrans("013457@$!€", "oieastasie")


@dataclass(frozen=True, slots=True)
class Stream:
    """A spelling of a text; `places[n]` is where its n-th character comes from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original behind a part of this spelling."""
        return self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True)
class Spellings:
    """The spellings of one text, made when they are asked for."""

    original: str

    @cached_property
    def folded(self) -> Stream:
        """Width, case and Chinese script made one, hidden characters gone."""
        return _stream(self.original, _folded)

    @cached_property
    def narrow(self) -> Stream:
        """Width made one and hidden characters gone, case and script as they were: for patterns."""
        return _stream(self.original, _narrow)

    @cached_property
    def loose(self) -> Stream:
        """Letters alone, with figures read as the letters for which they may stand."""
        text, places = [], []
        for sign, place in zip(self.folded.text, self.folded.places, strict=True):
            letter = sign.translate(_FOR_LETTERS)
            if letter.isalnum():
                text.append(letter)
                places.append(place)
        return Stream("".join(text), tuple(places))


def loosely(word: str) -> str:
    """A word as it is spelt in `Spellings.loose`."""
    return "".join(sign for sign in fold(strip_controls(word)).translate(_FOR_LETTERS) if sign.isalnum())


def _stream(original: str, change: Callable[[str], str]) -> Stream:
    text, places = [], []
    for place, sign in enumerate(original):
        for each in change(sign):
            text.append(each)
            places.append(place)
    return Stream("".join(text), tuple(places))


@lru_cache(maxsize=4_096)
def _folded(sign: str) -> str:
    return fold(strip_controls(sign))


@lru_cache(maxsize=4_096)
def _narrow(sign: str) -> str:
    return unicodedata.normalize("NFKC", strip_controls(sign))
