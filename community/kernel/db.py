"""The database: naming, UTC times, and SQLite taken in hand."""

import sqlite3
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

import flask_sqlalchemy.session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    MetaData,
    Table,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from community.kernel import lines
from community.kernel.errors import NotFound
from community.kernel.reopening import FileConnection, Reopening, sqlite_driver

BUSY_TIMEOUT_MS: Final = 10_000
STATEMENTS_KEPT: Final = 400  # of a connection to SQLite: pages ask some three hundred
WRITING: Final = "huzhu_writing"  # execution option: take the write lock at BEGIN, not at the first write
READING_FROM: Final = "huzhu_reading_from"  # in a session's info: the engine of a standby, until it writes
PAUSE: Final = 0.02  # seconds
ALONE: Final = "huzhu_alone"  # execution option: one statement by itself, without BEGIN
PASSING: Final = "huzhu_passing"  # in a table's info: notes of running processes, which no export carries


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a time zone must not reach the database"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The root of every table."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json},
    )


class Session(flask_sqlalchemy.session.Session):
    """A session that may read from another database than it writes to, which says the same a moment later."""

    def get_bind(self, *args: Any, **given: Any) -> Engine | Connection:
        other: Engine | None = self.info.get(READING_FROM)
        return super().get_bind(*args, **given) if other is None else other


db = SQLAlchemy(model_class=Base, session_options={"class_": Session})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def table_of(model: type[Any]) -> Table:
    """The table of a model: what is written to it, and not to the model, costs half, and the session hears nothing."""
    return cast("Table", model.__table__)


# Lock a row against changes of what it says, not against others that name it: an insert with a foreign key to a row
# waits for `FOR UPDATE`, and two deeds that each insert what names the other's locked row would wait for each other.
# https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
ROW_LOCK: Final[dict[str, Any]] = {"key_share": True}


def lock_row(thing: Any) -> None:
    """Read one thing anew and lock it until the transaction ends; `thing` itself shows what is there now.

    Raises NotFound when somebody else removed it meanwhile.
    Not `refresh`: that repeats the joins of whichever query first loaded the thing, and PostgreSQL locks
    nothing across an outer join.
    """
    db.session.flush()
    identity = inspect(thing).identity
    if db.session.get(type(thing), identity, with_for_update=ROW_LOCK, populate_existing=True) is None:
        raise NotFound


def wait_for_turn(name: str) -> None:
    """Wait until nobody else is in a transaction under this name; the turn ends with one's own.

    For what is read, decided and written where no row stands that could be locked. SQLite has one writer at a
    time anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def sqlite_is_safe_for_wal(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset race (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    if version[:2] == (3, 50):
        return version >= (3, 50, 7)
    if version[:2] == (3, 44):
        return version >= (3, 44, 6)
    return version >= (3, 51, 3)


def take_sqlite_in_hand(engine: Engine) -> None:
    """Make SQLite say BEGIN when we do, keep foreign keys, sync every commit, and wait for locks."""
    safe = sqlite_is_safe_for_wal(tuple(sqlite_driver.sqlite_version_info))
    reopening = Reopening(engine)

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        _keep_journal(cursor, "WAL" if safe else "DELETE")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA cache_size = -16000")
        cursor.close()

    @event.listens_for(engine, "handle_error")
    def refused(context: ExceptionContext) -> None:
        # What was opened while the disk was read-only stays so: it is given up, and opened anew the next time.
        if getattr(context.original_exception, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
            context.is_disconnect = True
            if context.connection is not None:
                reopening.refused(context.connection.connection.dbapi_connection)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(ALONE):
            return
        writing = options.get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _keep_journal(cursor: sqlite3.Cursor, mode: str) -> None:
    """Have the file's journal kept so; where several change that at once, SQLite lets one of them not even wait."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute(f"PRAGMA journal_mode = {mode}")
        except sqlite_driver.OperationalError as error:
            busy = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
            if not busy or time.monotonic() > until:
                raise
            time.sleep(PAUSE)
        else:
            return


def take_postgres_in_hand(engine: Engine) -> None:
    """Have it find out who is gone, and compile no statement: for large figures that takes longer than the figures."""
    lines.mind(engine)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        from community.kernel import plans  # the driver is there where a site needs it

        plans.keep(connection)
        connection.execute("SET jit = off")
        connection.commit()


def engine_options(url: str) -> dict[str, object]:
    """What SQLAlchemy's `create_engine` should know for this address."""
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,  # errors of statements are logged, and parameters are what people wrote
            "module": sqlite_driver,
            "connect_args": {
                "timeout": BUSY_TIMEOUT_MS / 1000,
                "check_same_thread": False,
                "factory": FileConnection,
                "cached_statements": STATEMENTS_KEPT,
            },
            # Each connection keeps the schema and its statements, 2-5 MiB: the one used last is the one that has them.
            **({} if ":memory:" in url else {"pool_use_lifo": True}),
        }
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 20,
        # Each connection has its own plans, of what it was asked often: the one used last is the one that has them.
        "pool_use_lifo": True,
        "connect_args": lines.ours(url),
    }


def one_by_one(engine: Engine) -> Engine:
    """The same database for single statements that need no transaction around them."""
    if engine.dialect.name == "sqlite":  # whose driver stays in autocommit; setting it here would end that
        return engine.execution_options(**{ALONE: True})
    return engine.execution_options(isolation_level="AUTOCOMMIT")
