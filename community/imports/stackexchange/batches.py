"""Rows go in by the hundred, each batch a transaction of its own, numbered the same on every run."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Table, func, select, text

from community.imports.restore import continue_numbers
from community.imports.tables import insert_rows
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work

T = TypeVar("T")
SIZE: Final = 500


def in_batches(things: Iterable[T], write: Callable[[Connection, list[T]], None]) -> None:
    """Hand `things` to `write` by the batch; a batch is kept whole or not at all."""
    for batch in batched(things, SIZE):
        with unit_of_work():
            write(db.session.connection(), batch)


def add_numbered(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> list[int]:
    """Insert `rows` with the numbers that follow the highest one, and return these.

    The database's own counter would leave gaps after a kill; so two imports of one dump, one of them
    interrupted, give the same numbers.
    """
    if not rows:
        return []
    if connection.dialect.name == "postgresql":
        # Others who insert wait until we are done, and then count on from our last number.
        connection.execute(text(f'LOCK TABLE "{table.name}" IN SHARE ROW EXCLUSIVE MODE'))
    highest = connection.scalar(select(func.max(table.c.id))) or 0
    numbers = list(range(highest + 1, highest + 1 + len(rows)))
    insert_rows(connection, table, ({"id": n} | row for n, row in zip(numbers, rows, strict=True)))
    continue_numbers(connection, table)
    return numbers


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """`things` in lists of `size`; the last one may be shorter."""
    batch: list[T] = []
    for thing in things:
        batch.append(thing)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
