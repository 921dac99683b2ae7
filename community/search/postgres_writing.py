"""Writing to the tables of the PostgreSQL engine: documents by COPY, and what they add to the counts of terms."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, text

from community.search import postgres_sql as sql
from community.search import postgres_words as vocabulary
from community.search.backend import Document, Progress
from community.search.entry import Entry, entry_of

_BATCH: Final = 500
_MOST_COUNTED: Final = 300_000  # words whose counts are kept in memory before they are written down
_TABLES: Final = (sql.ENTRIES, sql.TEXTS, sql.TERMS)
_ENTRY: Final = "post_id, question_id, terms, length, factor, rated, stars, created, stamp"
_FORGET: Final = """
    WITH gone AS (
        DELETE FROM search_entries WHERE {which}
        RETURNING post_id, length, tsvector_to_array(terms) AS terms
    ),
    silent AS (
        DELETE FROM search_texts WHERE post_id IN (SELECT post_id FROM gone) RETURNING post_id, stream
    )
    SELECT gone.terms, gone.length, silent.stream FROM gone JOIN silent USING (post_id)
"""
_OF_THREADS: Final = "post_id = ANY(:changed) OR (question_id = ANY(:threads) AND post_id <> ALL(:all))"
_MORE_MEMORY: Final = "SET LOCAL maintenance_work_mem = '256MB'"
_COUNTED: Final = """
    CREATE TEMPORARY TABLE search_counted (kind "char", word text COLLATE "C", documents bigint) ON COMMIT DROP
"""
_SUM: Final = """
    INSERT INTO search_terms{suffix} (kind, word, documents)
    SELECT kind, word, sum(documents) FROM search_counted GROUP BY kind, word ORDER BY kind, word
"""


def update(connection: Connection, documents: Iterable[Document], threads: Collection[int]) -> None:
    """Write what differs of `documents`, and forget all other posts of the questions `threads`."""
    given = {document.post_id: document for document in documents}
    known = connection.execute(
        text("SELECT post_id, stamp FROM search_entries WHERE post_id = ANY(:ids)"), {"ids": list(given)}
    )
    stamps = {int(post): int(stamp) for post, stamp in known}
    changed = [document for post, document in given.items() if stamps.get(post) != document.stamp]
    which = {
        "changed": [document.post_id for document in changed],
        "threads": list(threads),
        "all": list(given),
    }
    counts: vocabulary.Counts = Counter()
    for terms, length, stream in connection.execute(text(_FORGET.format(which=_OF_THREADS)), which):
        plain = [term for term in terms if term[0] not in "+~"]
        counts.subtract(vocabulary.words_of(plain, (), stream, length))
    _add(connection, changed, counts, suffix="")
    vocabulary.keep(connection, counts)


def rebuild(connection: Connection, documents: Iterable[Document], progress: Progress | None) -> int:
    """Make the tables anew beside those that are there, then swap; how many documents were written."""
    count, suffix, source = 0, "_new", iter(documents)
    counts: vocabulary.Counts = Counter()
    is_first = connection.scalar(text(f"SELECT to_regclass('{sql.ENTRIES}')")) is None
    # Code of the release before may still be running and read its own tables; so they go the next time.
    _drop(connection, [f"{name}{suffix}" for name in _TABLES] + ([] if is_first else list(sql.EARLIER)))
    for statement in (*sql.CREATE, _COUNTED):
        connection.execute(text(statement.format(suffix=suffix)))
    while batch := list(islice(source, _BATCH)):
        _add(connection, batch, counts, suffix=suffix)
        if len(counts) > _MOST_COUNTED:
            _note(connection, counts)
        count += len(batch)
        if progress:
            progress(count)
    _note(connection, counts)
    for statement in (_MORE_MEMORY, _SUM, *sql.INDEX):
        connection.execute(text(statement.format(suffix=suffix)))
    _drop(connection, _TABLES)
    for name in _TABLES:
        connection.execute(text(f"ALTER TABLE {name}{suffix} RENAME TO {name}"))
        connection.execute(text(f"ANALYZE {name}"))
    return count


def _drop(connection: Connection, tables: Iterable[str]) -> None:
    for name in tables:
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


def _note(connection: Connection, counts: vocabulary.Counts) -> None:
    rows = ((kind, word, count) for (kind, word), count in counts.items())
    _copy(connection, "search_counted (kind, word, documents)", rows)
    counts.clear()


def _add(
    connection: Connection, documents: Sequence[Document], counts: vocabulary.Counts, *, suffix: str
) -> None:
    if not documents:
        return
    entries = [(document, entry_of(document)) for document in documents]
    _copy(connection, f"{sql.ENTRIES}{suffix} ({_ENTRY})", (_row(*each) for each in entries))
    streams = ((document.post_id, entry.stream) for document, entry in entries)
    _copy(connection, f"{sql.TEXTS}{suffix} (post_id, stream)", streams)
    for _, entry in entries:
        counts.update(vocabulary.words_of(entry.terms, entry.facets, entry.stream, entry.length))


def _copy(connection: Connection, into: str, rows: Iterable[Sequence[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        write: Callable[[Sequence[Any]], None] = copy.write_row
        for row in rows:
            write(row)


def _row(document: Document, entry: Entry) -> Sequence[Any]:
    return (
        document.post_id,
        document.question_id,
        sql.vector(entry, document),
        entry.length,
        entry.factor,
        document.rating_count,
        document.rating_total,
        int(document.created_at.timestamp()),
        document.stamp,
    )
