"""SQLite's write-ahead log is emptied again and again: in its old pages stands what was forgotten since.

Left alone, it is written over from its beginning once it is long, which on a calm site takes days.
"""

from contextlib import suppress
from datetime import datetime

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from community.kernel.db import BUSY_TIMEOUT_MS, db, one_by_one
from community.kernel.unit_of_work import in_unit_of_work
from community.kernel.worker import add_tick


def init_app(app: Flask) -> None:
    """Have it done with whatever else is looked at by the clock."""
    add_tick(app, "journal", _look)


def _look(_now: datetime) -> None:
    if db.engine.dialect.name == "sqlite" and not in_unit_of_work():
        db.session.rollback()  # ourselves we would wait for, too
        with suppress(
            OperationalError
        ):  # a disk that is full or read-only is told of by whoever wants to write
            emptied(db.engine)


def emptied(engine: Engine) -> bool:
    """Move all of the log into the database and cut it to nothing; False where others are at it just then.

    Nobody is kept waiting for that: the next look comes soon.
    """
    with one_by_one(engine).connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            # Most of it while others write; what then ends the log keeps them out, for as long as there is to copy.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return not busy
