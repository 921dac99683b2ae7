"""Lets the database look at its rows, so that it chooses the index that helps."""

from typing import Final

from sqlalchemy import text

from community.kernel.db import WRITING, db

ROWS_LOOKED_AT: Final = 1_000  # of each index: enough to tell a rare value from a common one


def learn_within(*tables: str) -> None:
    """The same for tables that the running transaction has filled; of what it wrote PostgreSQL knows nothing else.

    SQLite goes by its indexes anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"ANALYZE {', '.join(tables)}"))


def learn() -> None:
    """Learn how the values of each table are spread; quick, and worth it after many rows came in.

    Without it SQLite looks for the comments of one post among all published posts: measured on 11,000
    posts, adding up a thread took fifteen times as long. Connections opened from now on know it.
    """
    with db.engine.connect() as connection:
        connection.execution_options(**{WRITING: True})
        with connection.begin():
            if connection.dialect.name == "sqlite":
                connection.execute(text(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}"))
            connection.execute(text("ANALYZE"))
    db.engine.dispose()
