"""How posts lie in a Whoosh index: its fields, and a reader that takes whole columns and postings at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import accumulate
from typing import Any, Final
from uuid import uuid4

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3Segment
from whoosh.reading import SegmentReader

from community.search.analysis import ANALYSIS_VERSION
from community.search.backend import Document
from community.search.entry import entry_of
from community.search.segments import EMPTY, FACET, SURFACE, TEXT, Posting

VERSION: Final = f"v1.{ANALYSIS_VERSION}"  # of what stands in the files; others are made anew
_STREAM: Final = "stream"
LATEST: Final = 2**32 - 1  # seconds since 1970 that a column holds
_POSTINGS_A_BLOCK: Final = 1024  # blocks are read whole, so large ones are quick
_COLUMNS: Final = {
    "post": "q",
    "question": "q",
    "length": "f",
    "factor": "f",
    "rated": "I",
    "stars": "I",
    "created": "I",
    "stamp": "I",
}


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field that is given its terms with their weights, analysed beforehand."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Mapping[str, float], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What Whoosh stores: the term, its frequency, its weight, and no further value."""
        return ((term.encode("utf-8"), 1, weight, b"") for term, weight in value.items())


class Numbers(columns.NumericColumn):  # type: ignore[misc]
    """A column of numbers that is loaded in one go."""

    class Reader(columns.NumericColumn.Reader):  # type: ignore[misc]
        """Reads the whole column."""

        def load(self) -> array[Any]:
            """Every document's number; those after the last one written have the default."""
            count = min(self._count, self._doccount)
            numbers: array[Any] = self._dbfile.get_array(self._basepos, self._typecode, count)
            numbers.extend([self._default] * (self._doccount - count))
            return numbers


class _Matcher(W3LeafMatcher):  # type: ignore[misc]
    """Postings read block by block instead of one by one."""

    def everything(self) -> Posting:
        """All document numbers and weights."""
        numbers, weights_ = array("I"), array("f")
        while not self._atend:
            self._read_ids()
            self._read_weights()
            numbers.extend(self._ids)
            weights_.extend(self._weights)
            self._next_block()
        return numbers, weights_

    def _read_ids(self) -> None:
        """The numbers of a block, which are kept as the steps between them; Whoosh's own adds them up one by one."""
        if self._data is None:
            self._read_data()
        self._ids = array("I", accumulate(self._data[0]))


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own format, with larger blocks and the reader above."""

    length_stats = False  # lengths stand in a column of ours; asking for each costs half of the indexing

    def __init__(self) -> None:
        super().__init__(blocklimit=_POSTINGS_A_BLOCK, inlinelimit=0)

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        """A segment whose name no other has, however the random numbers of the process were seeded."""
        return W3Segment(self, indexname, segid=uuid4().hex)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """The postings that `terminfo` points to."""
        offset, length = terminfo.extent()
        return _Matcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class Reader(SegmentReader):  # type: ignore[misc]
    """A Whoosh segment as the matcher reads it; forgotten documents are left to the matcher."""

    def columns(self) -> dict[str, Sequence[float]]:
        """Every column by name."""
        return {
            name: self._perdoc.column_reader(name, Numbers(code)).load() for name, code in _COLUMNS.items()
        }

    def bulk(self, field: str, term: str) -> Posting:
        """Who has `term`, at once."""
        key = term.encode("utf-8")
        if (field, key) not in self._terms:
            return EMPTY
        found: Posting = self._terms.matcher(field, key, self.schema[field].format).everything()
        return found

    def frequency(self, field: str, term: str) -> int:
        """In how many documents `term` stands."""
        return int(self.doc_frequency(field, term.encode("utf-8")))

    def lexicon_of(self, field: str) -> Iterator[tuple[str, int]]:
        """Every term of a field and its number of documents."""
        for (name, term), info in self._terms.items_from(field, b""):
            if name != field:
                break
            yield term.decode("utf-8"), info.doc_frequency()

    def stream(self, number: int) -> str:
        """The token stream of a document."""
        return str(self.stored_fields(number).get(_STREAM, ""))


def apart(segment: W3Segment) -> W3Segment:
    """`segment` as it is once its compound file was taken apart."""
    twin = copy(segment)
    twin.compound = False
    return twin


def schema() -> fields.Schema:
    """Every field of the index."""
    facts = {name: fields.COLUMN(Numbers(code)) for name, code in _COLUMNS.items()}
    return fields.Schema(
        **{TEXT: Terms(), FACET: Terms(), SURFACE: Terms(), _STREAM: fields.STORED()}, **facts
    )


def fields_of(document: Document) -> dict[str, Any]:
    """What Whoosh is given for one document."""
    entry = entry_of(document)
    return {
        TEXT: entry.terms,
        FACET: dict.fromkeys(entry.facets, 1.0),
        SURFACE: dict.fromkeys(entry.surfaces, 1.0),
        _STREAM: entry.stream,
        "post": document.post_id,
        "question": document.question_id,
        "length": entry.length,
        "factor": entry.factor,
        "rated": document.rating_count,
        "stars": document.rating_total,
        "created": min(max(0, int(document.created_at.timestamp())), LATEST),
        "stamp": document.stamp,
    }
