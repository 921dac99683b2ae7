"""Insert-or-update in one statement, so that two at once leave one row on either database."""

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite

from community.kernel.db import Model, db


def insert(model: type[Model]) -> Any:
    """An INSERT of this database's dialect that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    build = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return build(model)


def insert_once(model: type[Model], **values: object) -> bool:
    """Insert a row unless one with the same key exists; returns whether this call made it."""
    return changed_rows(insert(model).values(**values).on_conflict_do_nothing()) > 0


def changed_rows(statement: Any) -> int:
    """Run an INSERT, UPDATE or DELETE; how many rows it touched."""
    # An INSERT's cursor is closed before anyone can ask it, on PostgreSQL: keep the number before that.
    options = {"synchronize_session": False, "preserve_rowcount": True}
    result = db.session.execute(statement, execution_options=options)
    return cast("CursorResult[Any]", result).rowcount
