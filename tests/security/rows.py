"""A row of any table, its required columns filled with something of the right kind."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, Table, TypeDecorator
from sqlalchemy.exc import IntegrityError

from community.kernel import clock
from community.kernel.db import db


def put(name: str, /, **given: Any) -> int:
    """Insert a row into the table `name` and return its id; what is not given and must be there is made up."""
    table = db.metadata.tables[name]
    values = {column.name: _made(column) for column in table.columns if _must(column)} | given
    result = db.session.execute(table.insert().values(**values))
    key = result.inserted_primary_key
    return int(key[0]) if key is not None and isinstance(key[0], int) else 0


def fits(name: str, /, **given: Any) -> bool:
    """Whether such a row could be put; nothing is kept of it where it could not."""
    try:
        with db.session.begin_nested():
            put(name, **given)
    except IntegrityError:
        return False
    return True


def texts_of(table: Table) -> list[str]:
    """The names of columns that hold words or documents."""
    return [c.name for c in table.columns if isinstance(_plain(c), JSON) or _plain(c).python_type is str]


def _must(column: Column[Any]) -> bool:
    filled = column.default is not None or column.server_default is not None
    return not column.nullable and not filled and not (column.primary_key and column.name == "id")


def _plain(column: Column[Any]) -> Any:
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _made(column: Column[Any]) -> object:
    kind = _plain(column)
    made: list[tuple[Any, object]] = [
        (JSON, {}),
        (Boolean, False),
        (Integer, 1),
        (Float, 1.0),
        (DateTime, clock.now()),
        (Date, clock.now().date()),
    ]
    for each, value in made:
        if isinstance(kind, each):
            assert isinstance(value, (dict, bool, int, float, datetime, date))
            return value
    return f"made-{column.table.name}-{column.name}"
