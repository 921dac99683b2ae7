"""How Alembic reaches the database: through the application that runs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from community.kernel import schema
from community.kernel.db import db

config = context.config


@contextmanager
def rows_kept(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table without deleting what refers to it.

    A table that is changed there is made anew, filled and dropped; with foreign keys switched on, dropping it
    deletes its rows first, and with them, by cascade, those of others. https://www.sqlite.org/lang_altertable.html
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.cursor()  # outside of any transaction, where alone this can be switched
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()  # of whatever was begun since, the switch would do nothing
        raw.execute("PRAGMA foreign_keys = ON")
        raw.close()


def run() -> None:
    """Migrate inside one transaction, so that a killed migration leaves the old state."""
    engine = db.engine
    with engine.connect() as connection, rows_kept(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadatas[None],
            transaction_per_migration=False,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            schema.wait_shortly(connection)
            context.run_migrations()
            if connection.dialect.name == "sqlite" and (
                broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            ):
                message = f"rows would refer to what is not there, so nothing was changed: {broken[:5]}"
                raise RuntimeError(message)


run()
