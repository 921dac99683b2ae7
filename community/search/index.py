"""The embedded search engine: posts in a Whoosh index on disk. The only door to Whoosh."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, Final
from uuid import uuid4

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, create_in
from whoosh.reading import SegmentReader

from community.search.analysis import ANALYSIS_VERSION
from community.search.backend import Document, Hit, Hits, IndexBusy, Progress, SearchUnavailable
from community.search.entry import entry_of
from community.search.folder import IndexFolder
from community.search.matching import found_page, similar_questions
from community.search.rules import Query
from community.search.segments import EMPTY, FACET, SURFACE, TEXT, Posting, PostingCache, Segment
from community.search.spelling import corrected
from community.search.vocabulary import SegmentVocabulary

SCHEMA_VERSION: Final = 1
_STREAM: Final = "stream"
_PATIENCE: Final = 5.0  # seconds a batch waits for another writer
_MEMORY_MB: Final = 32  # what the writer may hold before it spills to disk
_POSTINGS_A_BLOCK: Final = 1024  # blocks are read whole, so large ones are quick
_PROGRESS_EVERY: Final = 100
_ATTEMPTS: Final = 5  # a writer may remove old files between our reading of the list and of the files
_COLUMNS: Final = {
    "post": "q",
    "question": "q",
    "length": "f",
    "factor": "f",
    "stars": "f",
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


class _Codec(W3Codec):  # type: ignore[misc]
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


class _Reader(SegmentReader):  # type: ignore[misc]
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


def _schema() -> fields.Schema:
    facts = {name: fields.COLUMN(Numbers(code)) for name, code in _COLUMNS.items()}
    return fields.Schema(
        **{TEXT: Terms(), FACET: Terms(), SURFACE: Terms(), _STREAM: fields.STORED()}, **facts
    )


def _fields_of(document: Document) -> dict[str, Any]:
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
        "stars": document.stars,
        "created": max(0, int(document.created_at.timestamp())),
        "stamp": document.stamp,
    }


@dataclass(frozen=True, slots=True)
class _View:
    """The segments of one generation of one folder."""

    folder: Path
    generation: int
    segments: tuple[Segment, ...]


class WhooshIndex:
    """A search backend in a folder: one view of it in this process, one writer at a time among all."""

    def __init__(self, root: Path) -> None:
        self._folder = IndexFolder(root, f"v{SCHEMA_VERSION}.{ANALYSIS_VERSION}")
        self._lock = RLock()  # a view reads files, which threads must not share
        self._cache = PostingCache()
        self._view: _View | None = None

    def search(self, query: Query, *, offset: int = 0, limit: int = 20) -> Hits:
        """The best post of each question for `query`, best first."""
        if query.is_empty:
            return Hits()
        with self._reading() as segments:
            return found_page(segments, query, offset=offset, limit=limit)

    def similar(self, text: str, *, limit: int = 5, exclude: int | None = None) -> tuple[Hit, ...]:
        """Questions about the same matter as `text`, without the question `exclude`."""
        with self._reading() as segments:
            return similar_questions(segments, text, limit=limit, exclude=exclude)

    def suggest(self, query: Query) -> str | None:
        """`query` with misspelt words put right, or None."""
        with self._reading() as segments:
            return corrected(query, SegmentVocabulary(segments))

    def stamps(self) -> dict[int, int]:
        """The stamp of every document by post id."""
        with self._reading() as segments:
            return {part.posts[at]: int(part.stamps[at]) for part in segments for at in part.living()}

    def count(self) -> int:
        """How many documents there are."""
        with self._reading() as segments:
            return sum(len(part.posts) - len(part.deleted) for part in segments)

    def healthy(self) -> bool:
        """Whether the index is there and can be read."""
        try:
            self.count()
        except SearchUnavailable:
            return False
        return True

    def update(self, documents: Iterable[Document], removed: Collection[int] = ()) -> None:
        """Write `documents` and forget the posts `removed`, as one batch; unchanged ones cost nothing."""
        with self._folder.writing(_PATIENCE), self._reading() as segments:
            known = {part.posts[at]: (part, at) for part in segments for at in part.living()}
            changed = {document.post_id: document for document in documents}
            for post, (part, at) in known.items():
                if post in changed and changed[post].stamp == part.stamps[at]:
                    del changed[post]
            gone = [known[post] for post in {*changed, *removed} if post in known]
            if changed or gone:
                self._write(self._open_folder(), changed.values(), gone)

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the index anew beside the old one, then swap; how many documents were written."""
        with self._folder.writing(_PATIENCE):
            folder = self._folder.fresh()
            count = 0
            writer = create_in(folder, _schema()).writer(limitmb=_MEMORY_MB, codec=_Codec())
            for count, document in enumerate(documents, 1):
                writer.add_document(**_fields_of(document))
                if progress and count % _PROGRESS_EVERY == 0:
                    progress(count)
            writer.commit(merge=False)
            self._folder.publish(folder)
            if progress:
                progress(count)
            return count

    def _open_folder(self) -> Path:
        folder = self._folder.current()
        if folder is None:
            raise SearchUnavailable
        return folder

    def _write(
        self, folder: Path, documents: Iterable[Document], gone: Iterable[tuple[Segment, int]]
    ) -> None:
        writer = FileIndex(FileStorage(folder)).writer(limitmb=_MEMORY_MB, codec=_Codec())
        by_name = {segment.segment_id(): segment for segment in writer.segments}
        for part, number in gone:
            by_name[part.name].delete_document(number)
        for document in documents:
            writer.add_document(**_fields_of(document))
        writer.commit()

    @contextmanager
    def _reading(self) -> Iterator[tuple[Segment, ...]]:
        """The index as it is on disk now; anything wrong with it is `SearchUnavailable`."""
        with self._lock:
            try:
                self._view = self._refreshed(self._open_folder())
                yield self._view.segments
            except (SearchUnavailable, IndexBusy):
                raise
            except Exception as damage:
                self._view = None
                raise SearchUnavailable from damage

    def _refreshed(self, folder: Path) -> _View:
        for attempt in range(_ATTEMPTS):
            try:
                index = FileIndex(FileStorage(folder))
                generation = index.latest_generation()
                view = self._view
                if view and view.folder == folder and view.generation == generation:
                    return view
                return self._opened(folder, index)
            except FileNotFoundError:
                if attempt == _ATTEMPTS - 1:
                    raise
        raise SearchUnavailable

    def _opened(self, folder: Path, index: FileIndex) -> _View:
        toc = TOC.read(index.storage, index.indexname, schema=_schema())
        known = {part.name: part for part in (self._view.segments if self._view else ())}
        segments = []
        for segment in toc.segments:
            name = segment.segment_id()
            deleted = frozenset(segment.deleted_docs())
            if name in known:
                segments.append(known[name].without(deleted))
            else:
                reader = _Reader(
                    index.storage, toc.schema, segment, generation=toc.generation, codec=_Codec()
                )
                segments.append(Segment(name, reader, deleted, self._cache))
        return _View(folder, toc.generation, tuple(segments))
