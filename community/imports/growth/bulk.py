"""Very many rows at once: by COPY on PostgreSQL, by batches on SQLite; both within the running transaction."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Select, Table
from sqlalchemy.schema import ColumnDefault

from community.imports.restore import continue_numbers
from community.imports.tables import insert_rows
from community.kernel.db import Base

Row = Mapping[str, Any]


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def write(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    """Add `rows` to the table of that name; what a row does not say is what the model says of it."""
    into = table(name)
    if connection.dialect.name == "postgresql":
        _copy(connection, into, rows)
    else:
        defaults = _defaults(into)
        insert_rows(connection, into, ({**defaults, **row} for row in rows))


def count_on(connection: Connection, name: str) -> None:
    """Let the database number further rows after the highest of those that came in."""
    continue_numbers(connection, table(name))


def _copy(connection: Connection, into: Table, rows: Sequence[Row]) -> None:
    defaults = _defaults(into)
    names = [column.name for column in into.columns if not _is_numbered(into, column.name, rows)]
    documents = {column.name for column in into.columns if isinstance(column.type, JSON)}
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{into.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            whole = {**defaults, **row}
            copy.write_row([_plain(whole.get(name), is_document=name in documents) for name in names])


def _is_numbered(into: Table, name: str, rows: Sequence[Row]) -> bool:
    """Whether the database gives the number: no row names one."""
    column = into.autoincrement_column
    return column is not None and column.name == name and not any(name in row for row in rows)


def _plain(value: Any, *, is_document: bool) -> Any:
    return json.dumps(value, ensure_ascii=False) if is_document and value is not None else value


def _defaults(into: Table) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in into.columns:
        default = column.default
        if isinstance(default, ColumnDefault) and not default.is_clause_element:
            found[column.name] = default.arg(None) if default.is_callable else default.arg
    return {name: str(value) if isinstance(value, str) else value for name, value in found.items()}


def pages(
    connection: Connection, query: Select[Any], key: ColumnElement[int], size: int = 5_000
) -> Iterator[Sequence[Any]]:
    """The rows of `query` by their number, some at a time, so that others may be written in between.

    The column `key` has to stand among the columns of the query under its own name.
    """
    last = 0
    while rows := connection.execute(query.where(key > last).order_by(key).limit(size)).all():
        yield rows
        last = getattr(rows[-1], key.name)
