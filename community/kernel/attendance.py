"""Which workers there are on all hosts, and which of them looks at the clock: said by locks of PostgreSQL.

A lock belongs to a connection, so that it falls the moment its worker does, and no row has to be cleared up.
An embedded database has its workers on one machine, where lock files say the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from community.kernel.presence import file_of, one_after_another
from community.kernel.seldom import Seldom

OURS: Final = 0x4875_7A68  # the first half of our locks: no other program on this database uses it
AT_WORK, TICKING, PREPARING, FILLING = 1, 2, 3, 4
_FILES: Final = {PREPARING: "preparing", FILLING: "filling"}  # beside an embedded database

_HERE: Final = text("SELECT pg_try_advisory_lock_shared(:ours, :what)")
_TAKE: Final = text("SELECT pg_try_advisory_lock(:ours, :what)")
_LEAVE: Final = text("SELECT pg_advisory_unlock_all()")
_SEEN: Final = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND classid = CAST(:ours AS oid) AND objid = CAST(:what AS oid)"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


class Attendance:
    """What one worker says of itself, on a connection that it keeps for that."""

    def __init__(self, engine: Engine, trouble: Seldom | None = None) -> None:
        self._trouble = trouble or Seldom()
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._ticking = False

    def may_tick(self) -> bool:
        """Be seen, and be the one that looks at the clock unless another is; False also where the database is away."""
        try:
            connection = self._connected()
            if self._ticking:
                connection.execute(text("SELECT 1"))
            else:
                self._ticking = bool(connection.scalar(_TAKE, {"ours": OURS, "what": TICKING}))
        except SQLAlchemyError as error:
            self._trouble.tell("attendance_lost", error)
            self.leave()
        return self._ticking

    def leave(self) -> None:
        """Give up what is held, at once where the database hears of it."""
        connection, self._connection, self._ticking = self._connection, None, False
        if connection is None:
            return
        if not connection.invalidated:
            with suppress(SQLAlchemyError):
                connection.execute(_LEAVE)
        connection.invalidate()  # the locks go with it, whatever state it is in
        connection.close()

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            self._connection.execute(_HERE, {"ours": OURS, "what": AT_WORK})
        return self._connection


def anyone_at_work(engine: Engine) -> bool:
    """Whether a worker is there, on whichever host."""
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(_SEEN, {"ours": OURS, "what": AT_WORK}))
    except SQLAlchemyError:
        return False


@contextmanager
def by_one(engine: Engine, what: int) -> Iterator[None]:
    """Inside, no other process of any host does `what`: several that start together wait for each other."""
    if engine.dialect.name != "postgresql":
        file = file_of(engine)
        with one_after_another(file, _FILES[what]) if file else nullcontext():
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        turn = {"ours": OURS, "what": what}
        connection.execute(text("SELECT pg_advisory_lock(:ours, :what)"), turn)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:ours, :what)"), turn)
