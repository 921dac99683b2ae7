"""The embedded search engine: posts in a Whoosh index on disk. With its format, the only door to Whoosh."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from time import sleep
from typing import Final

import structlog
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, create_in
from whoosh.writing import SegmentWriter

from community.search.backend import Document, Hit, Hits, IndexBusy, Progress, SearchUnavailable
from community.search.folder import IndexFolder
from community.search.index_files import (
    DamagedFile,
    Fingerprint,
    Lists,
    fingerprint,
    list_file,
    load,
    note_checksums,
    segment_file,
)
from community.search.index_format import VERSION, Codec, Reader, apart, fields_of, schema
from community.search.matching import found_page, similar_questions
from community.search.rules import Query
from community.search.segments import PostingCache, Segment
from community.search.spelling import corrected
from community.search.vocabulary import SegmentVocabulary

_PATIENCE: Final = 5.0  # seconds a batch waits for another writer
_MEMORY_MB: Final = 32  # what the writer may hold before it spills to disk
_PROGRESS_EVERY: Final = 100
_PAUSE: Final = 0.02
_ATTEMPTS: Final = 5  # a writer may remove old files between our reading of the list and of the files

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _View:
    """The segments of one generation of one folder."""

    folder: Path
    index: FileIndex
    generation: int
    segments: tuple[Segment, ...]
    prints: Mapping[str, Fingerprint]  # of its files

    def is_newest(self, folder: Path) -> bool:
        """Whether this is what lies in `folder` now. The list itself is not read for that: it is not cheap."""
        return self.folder == folder and self.generation == self.index.latest_generation()

    def ensure_untouched(self) -> None:
        """Raise DamagedFile when a file is another than the one that was read."""
        for name, noted in self.prints.items():
            if fingerprint(self.folder / name) != noted:
                raise DamagedFile(name)


class WhooshIndex:
    """A search backend in a folder: one view of it in this process, one writer at a time among all."""

    keeps_removed = True

    def __init__(self, root: Path) -> None:
        self._folder = IndexFolder(root, VERSION)
        self._lock = RLock()  # a view reads files, which threads must not share
        self._cache = PostingCache()
        self._view: _View | None = None
        self._reported = False

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

    def update(self, documents: Iterable[Document], threads: Collection[int] = ()) -> None:
        """Write `documents` and forget all other posts of the questions `threads`, as one batch."""
        with self._folder.writing(_PATIENCE):
            changed = {document.post_id: document for document in documents}
            kept = set(changed)
            with self._reading() as segments:
                known = {
                    part.posts[at]: (part, at) for part in segments for at in part.standing(kept, threads)
                }
            for post in changed.keys() & known.keys():
                part, at = known[post]
                if part.stamps[at] == changed[post].stamp:
                    del changed[post]
            gone = [place for post, place in known.items() if post in changed or post not in kept]
            if changed or gone:  # outside of the reading, so that searches go on meanwhile
                with self._writing(self._open_folder()) as writer:
                    _forget(writer, gone)
                    _add(writer, changed.values())

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the index anew beside the old one, then swap; how many documents were written."""
        with self._folder.writing(_PATIENCE):
            folder = self._folder.fresh()
            create_in(folder, schema())
            with self._writing(folder) as writer:
                count = _add(writer, documents, progress)
            self._folder.publish(folder)
        return count

    def _open_folder(self) -> Path:
        folder = self._folder.current()
        if folder is None:
            raise SearchUnavailable
        return folder

    @contextmanager
    def _writing(self, folder: Path) -> Iterator[SegmentWriter]:
        """Whoosh's writer, committed at the end; what goes wrong leaves the index as it was."""
        writer = FileIndex(FileStorage(folder)).writer(limitmb=_MEMORY_MB, codec=Codec())
        try:
            yield writer
            writer.commit()
            note_checksums(folder)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise

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
                if not self._reported:  # once is enough until it is mended
                    log.warning("search_index_unreadable", exc_info=damage)
                self._reported = True
                raise SearchUnavailable from damage
            self._reported = False

    def _refreshed(self, folder: Path) -> _View:
        for _ in range(_ATTEMPTS):
            try:
                view = self._view
                if view and view.is_newest(folder):
                    view.ensure_untouched()
                    return view
                return self._opened(folder, FileIndex(Lists(folder)))
            except FileNotFoundError:
                sleep(_PAUSE)
        raise DamagedFile(folder)

    def _opened(self, folder: Path, index: FileIndex) -> _View:
        toc = TOC.read(index.storage, index.indexname, schema=schema())
        old = self._view if self._view and self._view.folder == folder else None
        known = {part.name: part for part in old.segments} if old else {}
        names = [segment.segment_id() for segment in toc.segments]
        files = [list_file(index.indexname, toc.generation), *map(segment_file, names)]
        prints = {file: fingerprint(folder / file) for file in files}
        segments = []
        for segment in toc.segments:
            name = segment.segment_id()
            deleted = frozenset(segment.deleted_docs())
            if name in known:
                segments.append(known[name].without(deleted))
            else:
                reader = Reader(load(folder, name), toc.schema, apart(segment), codec=Codec())
                segments.append(Segment(name, reader, deleted, self._cache))
        self._cache.keep_only(names)
        return _View(folder, index, toc.generation, tuple(segments), prints)


def _forget(writer: SegmentWriter, gone: Iterable[tuple[Segment, int]]) -> None:
    by_name = {segment.segment_id(): segment for segment in writer.segments}
    for part, number in gone:
        by_name[part.name].delete_document(number)


def _add(writer: SegmentWriter, documents: Iterable[Document], progress: Progress | None = None) -> int:
    count = 0
    for count, document in enumerate(documents, 1):
        writer.add_document(**fields_of(document))
        if progress and count % _PROGRESS_EVERY == 0:
            progress(count)
    if progress:
        progress(count)
    return count
