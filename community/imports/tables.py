"""A table as lines of JSON and back: the same rows give the same bytes on every database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

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

from community.kernel import clock
from community.kernel.db import PASSING, UtcDateTime

FETCH: Final = 1_000
LARGEST: Final = 2**63 - 1


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
    try:
        values = json.loads(told)
    except RecursionError:
        message = "it is nested too deeply"
        raise ValueError(message) from None
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
    """The value as the column holds it. Raises ValueError where it is nothing of the kind."""
    if value is None:
        return value
    try:
        found = _read(column, value)
    except ValueError:
        found = None
    if found is None:
        message = f"{column.name} is not what stands there: {str(value)[:40]!r}"
        raise ValueError(message)
    return found


def _read(column: Column[Any], value: object) -> object | None:
    """The value; None where it is of another kind."""
    if isinstance(column.type, JSON):
        json.dumps(value, ensure_ascii=False).encode()  # half a character is none
        return value
    kind = column.type.python_type
    match value:
        case str() if isinstance(column.type, UtcDateTime):
            moment = datetime.fromisoformat(value)
            return clock.parse(value) if moment.tzinfo else None
        case str() if isinstance(column.type, Date):
            return date.fromisoformat(value)
        case str() if issubclass(kind, str):
            value.encode()
            return value
        case bool():
            return value if kind is bool else None
        case int() if kind in {int, float}:
            return value if abs(value) <= LARGEST else None
        case float():
            return value if kind is float else None
    return None
