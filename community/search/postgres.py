"""The search engine of sites on PostgreSQL: the same terms in a tsvector, so that many hosts share one index."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from time import monotonic
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from community.search import postgres_sql as sql
from community.search.backend import Document, Hit, Hits, IndexBusy, Progress, SearchUnavailable
from community.search.entry import Entry, entry_of
from community.search.postgres_finder import Finder, Size, size_of
from community.search.postgres_words import PostgresVocabulary, keep_words
from community.search.rules import Query
from community.search.spelling import corrected

_BATCH: Final = 500
_LOCK: Final = 7_202_611  # any number, the same in all processes of the site
_SIZE_HOLDS: Final = 30.0  # seconds
_PATIENCE: Final = "5s"  # a batch waits so long for another writer


_INSERT: Final = """
    INSERT INTO search_documents{suffix}
        (post_id, question_id, terms, facets, stream, length, factor, rated, stars, created, stamp)
    VALUES (:post_id, :question_id, CAST(:terms AS tsvector), CAST(:facets AS text[]), :stream,
            :length, :factor, :rated, :stars, :created, :stamp)
"""
_FORGET: Final = "DELETE FROM search_documents WHERE post_id = ANY(:ids)"
_FORGET_REST: Final = (
    "DELETE FROM search_documents WHERE question_id = ANY(:threads) AND post_id <> ALL(:ids)"
)

log = structlog.get_logger(__name__)


class PostgresIndex:
    """A search backend in the database of `engine`; it makes its own tables, which may be dropped at any time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known_size: Size | None = None
        self._known_until = 0.0

    def search(self, query: Query, *, offset: int = 0, limit: int = 20) -> Hits:
        """The best post of each question for `query`, best first."""
        if query.is_empty:
            return Hits()
        with self._reading() as connection:
            return Finder(connection, self._size(connection)).page(query, offset, limit)

    def similar(self, text: str, *, limit: int = 5, exclude: int | None = None) -> tuple[Hit, ...]:
        """Questions about the same matter as `text`, without the question `exclude`."""
        with self._reading() as connection:
            return Finder(connection, self._size(connection)).similar(text, limit, exclude)

    def suggest(self, query: Query) -> str | None:
        """`query` with misspelt words put right, or None."""
        with self._reading() as connection:
            return corrected(query, PostgresVocabulary(connection))

    def stamps(self) -> dict[int, int]:
        """The stamp of every document by post id."""
        with self._reading() as connection:
            rows = connection.execute(text("SELECT post_id, stamp FROM search_documents"))
            return {int(post): int(stamp) for post, stamp in rows}

    def count(self) -> int:
        """How many documents there are."""
        with self._reading() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM search_documents")) or 0)

    def healthy(self) -> bool:
        """Whether the tables are there, in this version."""
        try:
            with self._reading():
                return True
        except SearchUnavailable:
            return False

    def update(self, documents: Iterable[Document], threads: Collection[int] = ()) -> None:
        """Write `documents` and forget all other posts of the questions `threads`, as one batch."""
        with self._writing() as connection:
            _must_be_ready(connection)
            changed = {document.post_id: document for document in documents}
            ids = {"ids": list(changed)}
            known = connection.execute(
                text("SELECT post_id, stamp FROM search_documents WHERE post_id = ANY(:ids)"), ids
            )
            stamps = {int(post): int(stamp) for post, stamp in known}
            fresh = [document for post, document in changed.items() if stamps.get(post) != document.stamp]
            connection.execute(text(_FORGET), {"ids": [document.post_id for document in fresh]})
            connection.execute(text(_FORGET_REST), {"threads": list(threads), **ids})
            _insert(connection, fresh, new=[document for document in fresh if document.post_id not in stamps])

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the tables anew beside the old ones, then swap; how many documents were written."""
        count, suffix, source = 0, "_new", iter(documents)
        with self._writing() as connection:
            for name in ("search_documents", "search_words"):
                connection.execute(text(f"DROP TABLE IF EXISTS {name}{suffix}"))
            for statement in sql.TABLES:
                connection.execute(text(statement.format(suffix=suffix)))
            while batch := list(islice(source, _BATCH)):
                _insert(connection, batch, new=batch, suffix=suffix)
                count += len(batch)
                if progress:
                    progress(count)
            for statement in sql.INDEXES:
                connection.execute(text(statement.format(suffix=suffix)))
            for name in ("search_documents", "search_words"):
                connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
                connection.execute(text(f"ALTER TABLE {name}{suffix} RENAME TO {name}"))
                connection.execute(text(f"ANALYZE {name}"))
        return count

    def _size(self, connection: Connection) -> Size:
        """How large the index is, as of the last half minute: counting all documents costs more than a search."""
        if self._known_size is None or monotonic() > self._known_until:
            self._known_size = size_of(connection)
            self._known_until = monotonic() + _SIZE_HOLDS
        return self._known_size

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                _must_be_ready(connection)
                # A scan of everything would unpack every document; with many finds the planner takes to that.
                connection.execute(text("SET LOCAL enable_seqscan = off"))
                yield connection
        except DBAPIError as error:
            log.warning("search_tables_unreadable", error=str(error.orig))
            raise SearchUnavailable from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One writer at a time; the batch is one transaction."""
        with self._engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            try:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            except OperationalError as error:
                raise IndexBusy from error
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            yield connection
        self._known_size = None


def _must_be_ready(connection: Connection) -> None:
    comment = "SELECT obj_description(to_regclass('search_documents'), 'pg_class')"
    if connection.scalar(text(comment)) != sql.VERSION:
        raise SearchUnavailable


def _insert(
    connection: Connection, documents: list[Document], *, new: list[Document], suffix: str = ""
) -> None:
    entries = {document.post_id: entry_of(document) for document in documents}
    rows = [_row(document, entries[document.post_id]) for document in documents]
    if rows:
        connection.execute(text(_INSERT.format(suffix=suffix)), rows)
    keep_words(connection, (entries[document.post_id] for document in new), suffix=suffix)


def _row(document: Document, entry: Entry) -> dict[str, Any]:
    return {
        "post_id": document.post_id,
        "question_id": document.question_id,
        "terms": sql.vector(entry.terms),
        "facets": list(entry.facets),
        "stream": entry.stream,
        "length": entry.length,
        "factor": entry.factor,
        "rated": document.rating_count,
        "stars": document.rating_total,
        "created": int(document.created_at.timestamp()),
        "stamp": document.stamp,
    }
