"""A table as lines of JSON and back: the same rows give the same bytes on every database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Date,
    MetaData,
    Select,
    String,
    Table,
    select,
)

from community.kernel.db import PASSING, Model, UtcDateTime

FETCH: Final = 1_000


def table_of(model: type[Model]) -> Table:
    """The table of a model's own columns."""
    return cast("Table", model.__table__)


def exported_tables(metadata: MetaData) -> list[Table]:
    """Every table of ours, each after those it points to.

    The search index is none of them: it is rebuilt from the posts; nor are notes that processes leave
    each other. Of the jobs, those that are done are left out.
    """
    return [table for table in metadata.sorted_tables if not table.info.get(PASSING)]


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of `table` in the order of their primary key, a line of canonical JSON each."""
    order = [_ordered(column, connection) for column in table.primary_key]
    query = _kept(table).order_by(*order).execution_options(yield_per=FETCH)
    for row in connection.execute(query).mappings():
        yield line(row)


def line(row: Mapping[Any, Any]) -> bytes:
    """One row as canonical JSON: sorted names, no spaces, UTC moments with microseconds."""
    values = {str(name): _plain(value) for name, value in row.items()}
    told = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return told.encode() + b"\n"


def parsed(table: Table, told: bytes) -> dict[str, Any]:
    """The row that `line` wrote. Raises ValueError, in one sentence, for anything else."""
    values = json.loads(told)
    names = {column.name for column in table.columns}
    if not isinstance(values, dict) or set(values) != names:
        message = "the columns are not those of this version"
        raise ValueError(message)
    return {column.name: _typed(column, values[column.name]) for column in table.columns}


def insert_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert `rows` at once; a missing JSON document becomes SQL's NULL, not the JSON word null."""
    documents = {column.name for column in table.columns if isinstance(column.type, JSON)}
    alike: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        kept = {name: value for name, value in row.items() if value is not None or name not in documents}
        alike[frozenset(kept)].append(kept)
    for group in alike.values():
        connection.execute(table.insert(), group)


def _ordered(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    # Databases sort letters by their locale; bytes are the same everywhere.
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return column.collate("C")
    return column


def _kept(table: Table) -> Select[Any]:
    query = select(table)
    return query.where(table.c.state != "done") if table.name == "jobs" else query


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: Column[Any], value: object) -> object:
    if isinstance(value, str) and isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value
