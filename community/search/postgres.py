"""The search engine of sites on PostgreSQL: the same terms in a tsvector, so that many hosts share one index."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from community.search import postgres_sql as sql
from community.search import postgres_writing as writing
from community.search.backend import Document, Hit, Hits, IndexBusy, Progress, SearchUnavailable
from community.search.postgres_finder import Finder
from community.search.postgres_words import DOCUMENTS, PostgresVocabulary
from community.search.rules import Query
from community.search.spelling import corrected

_LOCK: Final = 7_202_611  # any number, the same in all processes of the site
_PATIENCE: Final = "5s"  # a batch waits so long for another writer
# Candidates are found by index, whatever the planner thinks of that: a scan of everything would unpack every document.
# Their places are kept row by row; with too little memory they would be kept page by page, and all rows looked at.
_READY: Final = """
    SELECT obj_description(to_regclass('search_entries'), 'pg_class'),
           set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
           set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '64MB', true)
"""
_COUNT: Final = "SELECT documents FROM search_terms WHERE kind = :kind AND word = :word"

log = structlog.get_logger(__name__)


class PostgresIndex:
    """A search backend in the database of `engine`; it makes its own tables, which may be dropped at any time."""

    keeps_removed = False

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def search(self, query: Query, *, offset: int = 0, limit: int = 20) -> Hits:
        """The best post of each question for `query`, best first."""
        if query.is_empty:
            return Hits()
        with self._reading() as connection:
            return Finder(connection).page(query, offset, limit)

    def similar(self, text: str, *, limit: int = 5, exclude: int | None = None) -> tuple[Hit, ...]:
        """Questions about the same matter as `text`, without the question `exclude`."""
        with self._reading() as connection:
            return Finder(connection).similar(text, limit, exclude)

    def suggest(self, query: Query) -> str | None:
        """`query` with misspelt words put right, or None."""
        with self._reading() as connection:
            return corrected(query, PostgresVocabulary(connection))

    def stamps(self) -> dict[int, int]:
        """The stamp of every document by post id."""
        with self._reading() as connection:
            connection.execute(text("SET LOCAL enable_seqscan = on"))
            rows = connection.execute(text("SELECT post_id, stamp FROM search_entries"))
            return {int(post): int(stamp) for post, stamp in rows}

    def count(self) -> int:
        """How many documents there are."""
        kind, word = DOCUMENTS
        with self._reading() as connection:
            return int(connection.scalar(text(_COUNT), {"kind": kind, "word": word}) or 0)

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
            writing.update(connection, documents, threads)

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the tables anew beside the old ones, then swap; how many documents were written."""
        with self._writing() as connection:
            return writing.rebuild(connection, documents, progress)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                _must_be_ready(connection)
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


def _must_be_ready(connection: Connection) -> None:
    if connection.execute(text(_READY)).one()[0] != sql.VERSION:
        raise SearchUnavailable
