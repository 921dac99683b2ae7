"""Insert-or-update in one statement, so that two at once leave one row on either database."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite

from community.kernel.db import Model, db, table_of

# An INSERT's cursor is closed before anyone can ask it, on PostgreSQL: keep the number before that.
_COUNTED: Final = {"synchronize_session": False, "preserve_rowcount": True}


def insert(model: type[Model]) -> Any:
    """An INSERT of this database's dialect that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return _builder(db.engine.dialect.name)(model)


def _builder(dialect: str) -> Any:
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def insert_once(model: type[Model], **values: object) -> bool:
    """Insert a row unless one with the same key exists; returns whether this call made it."""
    if db.session.autoflush:
        db.session.flush()  # what the row points at: a statement on a table, unlike one on a model, does not see to it
    return changed_rows(_once(model, db.engine.dialect.name), values) > 0


def insert_all_once(model: type[Model], rows: Sequence[Mapping[str, object]]) -> None:
    """The same for many rows."""
    if db.session.autoflush:
        db.session.flush()
    db.session.execute(_once(model, db.engine.dialect.name), list(rows))


@cache
def _once(model: type[Model], dialect: str) -> Any:
    """Built once: it is run with every post, and building it anew costs more than running it."""
    return unless_there(table_of(model), dialect)


def unless_there(table: Table, dialect: str) -> Any:
    """An INSERT into `table` that leaves alone what is there already under the same key."""
    return _builder(dialect)(table).on_conflict_do_nothing()


def changed_rows(statement: Any, values: Mapping[str, object] | None = None) -> int:
    """Run an INSERT, UPDATE or DELETE; how many rows it touched."""
    result = db.session.execute(statement, values, execution_options=_COUNTED)
    return cast("CursorResult[Any]", result).rowcount
