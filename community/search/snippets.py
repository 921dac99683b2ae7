"""The part of a text where a query's words stand closest together, cut into pieces that are or are not hits."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from community.kernel.text import ELLIPSIS, simplify
from community.search.analysis import IS_UNSPACED, UNSPACED, Word, terms

LONGEST_SOURCE: Final = 20_000  # a hit farther down is not shown
MOST_MARKED: Final = 60  # places in one text; a word that stands everywhere need not be found everywhere
LEAD: Final = 40  # characters shown before the first hit
_TOKEN: Final = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+(?:[-._/:'’+#]+[^\W_{UNSPACED}]+)*[+#]*")
_IN_A_WORD: Final = re.compile(rf"[^\W_{UNSPACED}]")
_JOINERS: Final = "[-._/:'+#]{0,2}"
_WIDE: Final = re.compile("[！-～]")
_NARROWED: Final = {code + 0xFEE0: code for code in range(0x21, 0x7F)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `hit` when the reader should see it marked."""

    text: str
    hit: bool = False


def marked(text: str, words: Iterable[Word]) -> tuple[Piece, ...]:
    """The whole of `text` with every word of the query marked."""
    return _pieces(text, 0, len(text), _spans(text, _terms_of(words)))


def snippet(text: str, words: Iterable[Word], limit: int = 220) -> tuple[Piece, ...]:
    """About `limit` characters of `text` where most of the query's words stand; the beginning if none does."""
    text = text[:LONGEST_SOURCE]
    spans = _spans(text, _terms_of(words))
    start = max(0, _densest(spans, limit) - LEAD) if spans else 0
    start, end = _at_word(text, start), min(len(text), start + limit)
    end = _at_word(text, end) if end < len(text) else end
    found = _pieces(text, start, end, spans)
    before = (Piece(ELLIPSIS),) if start else ()
    after = (Piece(ELLIPSIS),) if end < len(text) else ()
    return (*before, *found, *after)


def _terms_of(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(term for word in words for term in word.all_terms)


def _spans(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Where the wanted terms stand in the text as it was written, in order."""
    unspaced = frozenset(term for term in wanted if IS_UNSPACED.match(term))
    spans = chain(_word_spans(text, wanted - unspaced), _run_spans(text, unspaced))
    return sorted(islice(spans, MOST_MARKED))


def _word_spans(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Words that begin like a wanted term are looked at closely; the rest is only passed over."""
    if not wanted:
        return
    beginning, narrow, at = _beginnings(wanted), _narrow(text), 0
    while match := beginning.search(narrow, at):
        start = match.start()
        at = start + 1
        if start and _IN_A_WORD.match(text, start - 1):
            continue
        token = _TOKEN.match(text, start)
        if token and not wanted.isdisjoint(_terms_of_token(token.group())):
            at = token.end()
            yield token.span()


@lru_cache(maxsize=1_024)
def _terms_of_token(token: str) -> frozenset[str]:
    return frozenset(terms(token))


@lru_cache(maxsize=64)
def _beginnings(wanted: frozenset[str]) -> re.Pattern[str]:
    """Finds, in a narrow text, what a word may begin with that is one of the terms, in any case and with hyphens.

    Whether a word begins there is seen by who asks, and width by `_narrow`: to compile those as well, with signs
    from far beyond ASCII in their sets, takes longer than the rest of a search.
    """
    # A stem may differ from its word in the last letter ("try", "tries"), never before it.
    heads = {term[:-1] if len(term) > 2 else term for term in wanted}  # noqa: PLR2004 - see above
    likely = "|".join(_JOINERS.join(map(re.escape, _narrow(head))) for head in sorted(heads))
    return re.compile(likely, re.IGNORECASE)


def _narrow(text: str) -> str:
    """The same text, sign by sign, with full-width letters and curved apostrophes in their usual form."""
    text = text.replace("’", "'")
    return text.translate(_NARROWED) if _WIDE.search(text) else text


def _run_spans(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Stretches of unspaced script that consist of wanted terms, overlapping ones joined."""
    if not wanted:
        return
    begin = end = -1
    for match in _overlapping(wanted).finditer(simplify(text)):
        first, last = match.span(1)
        if first > end:
            if end > begin:
                yield begin, end
            begin = first
        end = max(end, last)
    if end > begin:
        yield begin, end


@lru_cache(maxsize=64)
def _overlapping(wanted: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(wanted, key=lambda term: (-len(term), term))
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))")


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
