"""Finding private data in a text, and covering it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from moderation.triage.private import emails, numbers, phones
from moderation.triage.private.ground import BLANK, Ground
from moderation.triage.private.numbers import is_card, is_chinese_id, is_iban, passes_luhn
from moderation.triage.records import PrivateSpan

__all__ = ["find", "is_card", "is_chinese_id", "is_iban", "mask", "passes_luhn"]

Detector = Callable[[Ground], Iterator[tuple[int, int]]]
# Searched in this order; what an earlier kind has claimed, a later one leaves alone.
_BY_DIGITS: Final[tuple[tuple[str, Detector], ...]] = (
    ("id_number", numbers.identities),
    ("card", numbers.cards),
    ("iban", numbers.accounts),
    ("contact", numbers.messengers),
    ("order_number", numbers.orders),
    ("phone", phones.find),
    ("plate", numbers.plates),
    ("address", numbers.homes),
)
_BY_WORDS: Final[tuple[tuple[str, Detector], ...]] = (
    ("contact", numbers.messengers),
    ("phone", phones.spelt),
)
_DIGIT: Final = re.compile(r"\d")
_MASKS: Final = {
    "phone": "phone",
    "email": "e-mail",
    "card": "card",
    "id_number": "ID number",
    "iban": "IBAN",
    "order_number": "number",
    "contact": "messenger",
    "plate": "number plate",
    "address": "address",
}
_SEARCHED = 60_000
_TELLING = 6  # so many characters are no accident
_ROUNDS = 3  # what stood beside a find may be one, once that is gone


def find(text: str) -> tuple[PrivateSpan, ...]:
    """Private data in `text`, in order and without overlaps; the kinds are the keys of `_MASKS`."""
    if not text:
        return ()
    text = text[:_SEARCHED]
    taken: list[PrivateSpan] = []
    for _round in range(_ROUNDS):
        fresh = _once(text)
        if not fresh:
            break
        taken += fresh
        text = _blanked(text, fresh)
    return tuple(sorted(taken, key=lambda span: span.start))


def _blanked(text: str, spans: Iterable[PrivateSpan]) -> str:
    """The text with blanks of the same length for these spans."""
    parts: list[str] = []
    end = 0
    for span in sorted(spans, key=lambda span: span.start):
        parts += [text[end : span.start], BLANK * (span.end - span.start)]
        end = span.end
    return "".join([*parts, text[end:]])


def _once(text: str) -> list[PrivateSpan]:
    taken: list[PrivateSpan] = []
    places: list[tuple[int, int]] = []  # in order, and apart: only the neighbours of a place need a look

    def take(span: PrivateSpan) -> None:
        at = bisect_left(places, (span.start, span.end))
        before, after = places[at - 1 : at], places[at : at + 1]
        if all(end <= span.start for _, end in before) and all(start >= span.end for start, _ in after):
            places.insert(at, (span.start, span.end))
            taken.append(span)

    for kind, start, end in _candidates(Ground(text)):
        take(PrivateSpan(kind, start, end))
    known: set[str] = set()
    for found in tuple(taken):  # the same again, where nothing told what it is
        same = text[found.start : found.end]
        if same in known:
            continue
        known.add(same)
        start = text.find(same) if len(same) >= _TELLING else -1
        while start >= 0:
            take(PrivateSpan(found.kind, start, start + len(same)))
            start = text.find(same, start + len(same))
    return taken


def _candidates(ground: Ground) -> Iterator[tuple[str, int, int]]:
    for start, end in emails.find(ground):
        yield "email", start, end
    numbered = _DIGIT.search(ground.text) is not None
    for kind, detect in _BY_DIGITS if numbered else _BY_WORDS:
        for start, end in detect(ground):
            yield kind, start, end


def mask(text: str, findings: Iterable[PrivateSpan]) -> str:
    """The text with each finding replaced by a word for its kind in brackets; everything else is kept as it was."""
    parts: list[str] = []
    end = 0
    for span in sorted(findings, key=lambda span: span.start):
        parts += [text[end : span.start], f"[{_MASKS[span.kind]}]"]
        end = span.end
    return "".join([*parts, text[end:]])


def masked(text: str) -> str:
    """The text with everything that is found in it replaced by a word for its kind."""
    return mask(text, find(text))
