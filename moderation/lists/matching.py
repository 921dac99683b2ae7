"""All entries made ready once, and found in a text quickly: a thousand words and a hundred patterns."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.kernel.folding import fold, strip_controls
from moderation.lists import patterns
from moderation.lists.patterns import Budget, Overrun
from moderation.lists.rules import FEWEST_SIGNS, Entry, Found, Hit, Setting, counts
from moderation.lists.spelling import Spellings, Stream, loosely

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with a part that must stand in the text before the whole is looked for."""

    entry: Entry
    part: str
    pattern: re.Pattern[str]


class Matcher:
    """The entries of a site, ready; make it anew when they change."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = tuple(entries)
        words = [each for each in entries if not each.is_pattern and bare(each.pattern)]
        loose = [(each, loosely(each.pattern)) for each in words if each.loose]
        self._loose = [(each, letters) for each, letters in loose if len(letters) >= FEWEST_SIGNS]
        seen = {each.id for each, _letters in self._loose}
        self._words = [_ready(each) for each in words if not each.loose or each.id not in seen]
        self._patterns: list[tuple[Entry, Any]] = [
            (each, patterns.compiled(each.pattern)) for each in entries if each.is_pattern
        ]
        self._off: set[int] = set()
        self.asks_level = any(each.exempt_level is not None for each in entries)

    def find(self, text: str, setting: Setting | None, now: datetime, budget: Budget | None = None) -> Found:
        """Every hit of the entries that count here. A pattern that takes too long is left out from now on."""
        found = Found()
        if not (self._words or self._loose or self._patterns) or not text:
            return found
        spelt = Spellings(text)
        found.hits += self._in_words(spelt, setting, now)
        self._in_patterns(spelt, setting, now, budget or Budget(), found)
        return found

    def _in_words(self, spelt: Spellings, setting: Setting | None, now: datetime) -> Iterator[Hit]:
        if self._words:
            stream = spelt.folded
            for word in self._words:
                if word.part in stream.text and counts(word.entry, setting, now):
                    for each in word.pattern.finditer(stream.text):
                        yield Hit(word.entry, *stream.span(*each.span()))
        for entry, letters in self._loose:
            if letters in spelt.loose.text and counts(entry, setting, now):
                yield from _loose_hits(entry, letters, spelt)

    def _in_patterns(
        self, spelt: Spellings, setting: Setting | None, now: datetime, budget: Budget, found: Found
    ) -> None:
        worst: tuple[float, Entry | None] = (0.0, None)
        for entry, pattern in self._patterns:
            if entry.id in self._off or not counts(entry, setting, now):
                continue
            try:
                spans = budget.spans(pattern, spelt.narrow.text)
            except Overrun:
                spans = None
            worst = max(worst, (budget.spent_by_last, entry), key=lambda each: each[0])
            if (
                spans is None
            ):  # the post is judged by what was found so far; whoever took most of the time goes
                if worst[1] is not None and worst[0] > patterns.BUDGET / 4:
                    self._off.add(worst[1].id)
                    found.cut_off.append(worst[1])
                return
            found.hits += [Hit(entry, *spelt.narrow.span(*span)) for span in spans]


def bare(word: str) -> str:
    """What is left of a word without its stars and without what cannot be seen."""
    return fold(strip_controls(word)).replace("*", "").strip()


def _ready(entry: Entry) -> _Word:
    """A word for the folded spelling: whole words, `*` for letters, any space for a space."""
    word = _SPACES.sub(" ", fold(strip_controls(entry.pattern)).strip())
    pieces = word.split("*")
    inner = r"\w{0,30}".join(r"\s+".join(re.escape(part) for part in piece.split(" ")) for piece in pieces)
    start = r"(?<!\w)" if _is_latin(word[:1]) else ""
    end = r"(?!\w)" if _is_latin(word[-1:]) else ""
    part = max((part for piece in pieces for part in piece.split(" ")), key=len)
    return _Word(entry, part, re.compile(start + inner + end))


def _loose_hits(entry: Entry, letters: str, spelt: Spellings) -> Iterator[Hit]:
    stream: Stream = spelt.loose
    at = stream.text.find(letters)
    while at >= 0:
        start, end = stream.span(at, at + len(letters))
        if _stands_alone(spelt.original, start, end):
            yield Hit(entry, start, end)
        at = stream.text.find(letters, at + 1)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the letters between are one word: not the end of one and the beginning of the next.

    With blanks between them they must stand one by one, as in "v i a g r a".
    """
    if _is_latin(text[start]) and (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1])):
        return False
    parts = text[start:end].split()
    return len(parts) == 1 or all(sum(sign.isalnum() for sign in part) <= 1 for part in parts)


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
