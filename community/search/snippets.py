"""The part of a text where a query's words stand closest together, cut into pieces that are or are not hits."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from community.kernel.text import ELLIPSIS, fold
from community.search.analysis import UNSPACED, Word, terms

LONGEST_SOURCE: Final = 20_000  # a hit farther down is not shown
LEAD: Final = 40  # characters shown before the first hit
_TOKEN: Final = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+(?:[-._/:'’+#]+[^\W_{UNSPACED}]+)*[+#]*")
_ONLY_UNSPACED: Final = re.compile(rf"[{UNSPACED}]+\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `hit` when the reader should see it marked."""

    text: str
    hit: bool = False


def marked(text: str, words: Iterable[Word]) -> tuple[Piece, ...]:
    """The whole of `text` with every word of the query marked."""
    return _pieces(text, 0, len(text), list(_spans(text, _terms_of(words))))


def snippet(text: str, words: Iterable[Word], limit: int = 220) -> tuple[Piece, ...]:
    """About `limit` characters of `text` where most of the query's words stand; the beginning if none does."""
    text = text[:LONGEST_SOURCE]
    spans = list(_spans(text, _terms_of(words)))
    start = max(0, _densest(spans, limit) - LEAD) if spans else 0
    start, end = _at_word(text, start), min(len(text), start + limit)
    end = _at_word(text, end) if end < len(text) else end
    found = _pieces(text, start, end, spans)
    before = (Piece(ELLIPSIS),) if start else ()
    after = (Piece(ELLIPSIS),) if end < len(text) else ()
    return (*before, *found, *after)


def _terms_of(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(term for word in words for term in word.all_terms)


def _spans(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the wanted terms stand in the text as it was written."""
    if not wanted:
        return
    for match in _TOKEN.finditer(text):
        token = match.group()
        if _ONLY_UNSPACED.match(token):
            yield from _run_spans(token, match.start(), wanted)
        elif not wanted.isdisjoint(terms(token)):
            yield match.span()


def _run_spans(run: str, start: int, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Pairs of characters that are wanted, and wanted single characters, joined where they overlap."""
    plain = [fold(character) for character in run]
    inside = [character in wanted for character in plain]
    for at in range(len(plain) - 1):
        if plain[at] + plain[at + 1] in wanted:
            inside[at] = inside[at + 1] = True
    at = 0
    while at < len(run):
        end = at
        while end < len(run) and inside[end]:
            end += 1
        if end > at:
            yield start + at, start + end
        at = max(end, at + 1)


def _densest(spans: Sequence[tuple[int, int]], limit: int) -> int:
    """Where the first span stands of those that hold most hits within `limit` characters."""
    starts = [start for start, _ in spans]
    room = limit - LEAD
    return max(
        starts, key=lambda start: (bisect_left(starts, start + room) - bisect_left(starts, start), -start)
    )


def _at_word(text: str, at: int) -> int:
    """The next place from `at` back where no Latin word is cut, within the lead."""
    for place in range(at, max(at - LEAD, 0), -1):
        if text[place - 1].isspace() or not (text[place - 1].isascii() and text[place - 1].isalnum()):
            return place
    return at if at > LEAD else 0


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    at = start
    for first, last in spans:
        if last <= at or first >= end:
            continue
        if first > at:
            found.append(Piece(text[at:first]))
        found.append(Piece(text[max(first, at) : min(last, end)], hit=True))
        at = min(last, end)
    if at < end:
        found.append(Piece(text[at:end]))
    return tuple(found)
