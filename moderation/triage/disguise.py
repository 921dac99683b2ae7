"""Seeing through the disguises of Chinese advertising: odd signs inside words, look-alikes, sound-alikes, shorthand."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from moderation.triage.needed import Sieve

# Signs of a platform for pictures, and signs put between characters to break up a word.
_PICTURES = re.compile(r"\[/?em\](?:e\d+\[/em\])?|\[[\u4e00-\u9fff]{1,4}\]|/[\u4e00-\u9fff]{2}(?=/|\s|$)")
_DROPPED = frozenset(
    " \t\r\n\u3000\xa0*·•.。~～-_—|丨/\\^'\"`´“”‘’【】[]()（）<>《》「」…=,，、;；!！?？:：&"
)
_PLAIN = re.compile("[a-z0-9]")
_MARKS = frozenset({"Cf", "Mn", "Me", "So", "Sk"})
_HEARTS = frozenset("❤♥")
_FILE = Path(__file__).with_name("lexicons") / "disguises_zh.txt"


class _Known(NamedTuple):
    characters: dict[int, str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    sieve: Sieve


@cache
def _known() -> _Known:
    """One character for another (look-alikes, sound-alikes, pictures), then longer ones in the text so far."""
    characters: dict[int, str] = {}
    phrases: list[tuple[re.Pattern[str], str]] = []
    section = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        meant, _, written = line.partition(" ")
        if line.startswith("["):
            section = line
        elif section == "[characters]" and written:
            characters |= {ord(each): meant for each in written.split()}
        elif section == "[phrases]" and written:
            phrases.append((re.compile(written), meant))
    return _Known(characters, tuple(phrases), Sieve([pattern.pattern for pattern, _ in phrases]))


class Unmasked(NamedTuple):
    """A text as it is meant, and for each of its characters where in the original it stands."""

    text: str
    places: tuple[int, ...]

    def original(self, text: str, start: int, end: int) -> str:
        """The words of the original behind `start:end`, as they were written."""
        if start >= end:
            return ""
        return text[self.places[start] : self.places[end - 1] + 1]


@lru_cache(maxsize=4_096)
def _meant(character: str) -> tuple[str, ...]:
    """What a character stands for; an empty string for each sign that only breaks up a word."""
    if unicodedata.digit(character, None) is not None:
        return ("0",)
    plain = unicodedata.normalize("NFKC", character).lower().translate(_known().characters)
    return tuple("" if _is_dropped(each) else each for each in plain)


def _is_dropped(character: str) -> bool:
    return character in _DROPPED or (unicodedata.category(character) in _MARKS and character not in _HEARTS)


def _kept(text: str) -> Iterator[tuple[str, int]]:
    hidden = {at for found in _PICTURES.finditer(text) for at in range(*found.span())}
    for at, character in enumerate(text):
        if at not in hidden:
            for plain in _meant(character):
                yield plain, at


@lru_cache(maxsize=2)  # offers and insults are looked for in the same text, one after the other
def unmask(text: str) -> Unmasked:
    """The text without signs between Chinese characters, full widths folded, look-alikes as what they stand for.

    A sign between two Latin letters or digits stays, as does one full stop for a run of marks: sentences end there.
    """
    letters: list[str] = []
    places: list[int] = []
    gap = -1
    for character, at in _kept(text):
        if not character:
            gap = at if gap < 0 else gap
            continue
        if gap >= 0 and letters:
            latin = _PLAIN.match(letters[-1]) and _PLAIN.match(character)
            if latin or text[gap] in "，。,!！?？;；\n":
                letters.append("." if text[gap] == "." else "，" if text[gap] in "，。,!！?？;；\n" else " ")
                places.append(gap)
        gap = -1
        letters.append(character)
        places.append(at)
    return _replaced(Unmasked("".join(letters), tuple(places)))


def _replaced(unmasked: Unmasked) -> Unmasked:
    text, places = unmasked
    known = _known()
    likely = set(known.sieve.likely(text))
    for number, (pattern, meant) in enumerate(known.phrases):
        if number not in likely:
            continue
        pieces: list[str] = []
        new: list[int] = []
        last = 0
        for found in pattern.finditer(text):
            start, end = found.span()
            pieces += [text[last:start], meant]
            # The first characters stand where the disguise began, the last one where it ended.
            new += [*places[last:start], *[places[start]] * (len(meant) - 1), places[end - 1]]
            last = end
        if pieces:
            text = "".join([*pieces, text[last:]])
            places = (*new, *places[last:])
            likely.update(known.sieve.likely(text))
    return Unmasked(text, places)
