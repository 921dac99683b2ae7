"""Bringing the database to the state that the code expects."""

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import structlog
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from community.kernel import picture_places, stamps
from community.kernel.attendance import PREPARING, by_one
from community.kernel.db import db
from community.kernel.errors import SettingsError
from community.kernel.outages import Outage, outage_of

log = structlog.get_logger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE_SECONDS = 60.0  # for a database server that starts beside us, or again

LOCK_SECONDS = 3  # longer than PostgreSQL takes to find out that two wait for each other
TRIES = 40
PAUSE = (0.1, 1.0)  # seconds
_LOST = frozenset({"40P01", "55P03"})  # deadlock detected, lock not available


class DatabaseAway(SettingsError):
    """Nobody answers there, or not yet."""


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def database_revision() -> str | None:
    """The revision of the connected database; None when it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known() -> frozenset[str]:
    """Every revision that this code has ever had."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def head() -> str:
    """The revision that this code expects."""
    return _scripts().get_current_head() or ""


def _away(error: DBAPIError) -> DatabaseAway:
    why = str(error.orig).splitlines()[0]
    if getattr(error.orig, "sqlstate", None) in _LOST:
        return DatabaseAway(
            f"others use the tables that are to be changed ({why}); begin again when they are done"
        )
    return DatabaseAway(f"HUZHU_DATABASE_URL: the database cannot be reached ({why})")


def ensure_known() -> str | None:
    """The database's revision; raises SettingsError when it is newer than this code, out of reach or none."""
    try:
        revision = database_revision()
    except OperationalError as error:
        raise _away(error) from None
    except DatabaseError as error:
        why = str(error.orig).splitlines()[0]
        message = f"HUZHU_DATABASE_URL: what is there cannot be used as the database ({why})"
        raise SettingsError(message) from None
    if revision is not None and revision not in known():
        message = (
            f"the database is newer than this code (its revision {revision} is not known here); "
            "install the newer release, or restore an older backup"
        )
        raise SettingsError(message)
    return revision


def is_current() -> bool:
    """Whether the database has every migration."""
    return (ensure_known() or "") == head()


def once_there(prepare: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Do `prepare` when the server of the database answers; where that goes away in the middle, begin again.

    Raises DatabaseAway when it does not come back in that time, and at once what waiting does not mend.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            ensure_known()
            prepare()
        except (DatabaseAway, DBAPIError) as error:
            if isinstance(error, DBAPIError) and outage_of(error) is not Outage.BUSY:
                raise
            if db.engine.dialect.name == "sqlite":
                raise
            if time.monotonic() > until:
                raise error if isinstance(error, DatabaseAway) else _away(error) from None
            log.warning("waiting_for_database", error=str(error).splitlines()[0])
            db.session.remove()
            db.engine.dispose()
            time.sleep(1)
        else:
            return


def upgrade(app: Flask) -> bool:
    """Run the missing migrations; returns whether anything was done."""
    ensure_known()
    with by_one(db.engine, PREPARING):
        if is_current():
            _stamp()
            return False
        from flask_migrate import upgrade as run

        with app.app_context():
            _among_others(partial(run, directory=str(MIGRATIONS)))
            _stamp(anew=True)
    return True


def _among_others(change: Callable[[], None]) -> None:
    """Change tables that old processes are using: whoever loses a lock to them begins again, all or nothing."""
    for attempt in range(1, TRIES + 1):
        try:
            change()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _LOST or attempt == TRIES:
                raise
            log.warning("upgrade_begins_again", attempt=attempt, error=str(error.orig).splitlines()[0])
            time.sleep(random.uniform(*PAUSE))  # noqa: S311 - only to meet others at another moment
        else:
            return


def _stamp(*, anew: bool = False) -> None:
    """Make the triggers of stamps that are not there, of a table made anew or of a new watch; or all of them `anew`.

    One at a time where others are at work: a transaction that locks one table after the other would wait for those
    that wait for it.
    """
    with db.engine.connect() as connection:
        found = stamps.names(connection) if anew else stamps.missing(connection)
        at_once = 1 if connection.dialect.name == "postgresql" else max(1, len(found))
    for first in range(0, len(found), at_once):
        _among_others(partial(_install, found[first : first + at_once]))
    if not picture_places.triggers(connection.dialect.name).keys().isdisjoint(found):
        picture_places.mend(db.engine)


def _install(some: Sequence[str]) -> None:
    with db.engine.begin() as connection:
        wait_shortly(connection)
        stamps.install(connection, some)


def wait_shortly(connection: Connection) -> None:
    """Let nobody wait long behind this transaction while it waits for the lock of a table."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
