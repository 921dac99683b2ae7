"""Connections to a SQLite file that nothing could be written to when they were opened, and that must all go.

SQLite shares one handle of the file's `-shm` among the connections of a process. Where it could be opened for reading
alone, as on a disk that was read-only for a while, nobody in this process writes until the last connection that shares
it is closed, even those that were opened long afterwards. https://www.sqlite.org/walformat.html#the_wal_index_file
"""

import gc
import os
import threading
import time
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

try:  # a wheel with a SQLite that is free of the WAL-reset race; the system's is the fallback
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:  # pragma: no cover - depends on the machine
    from sqlite3 import dbapi2 as sqlite_driver

__all__ = ["FileConnection", "Reopening", "sqlite_driver"]

LONGEST_WAIT: Final = 2.0  # seconds: whoever waits may hold an old one too
PAUSE: Final = 0.01
log = structlog.get_logger(__name__)


class FileConnection(sqlite_driver.Connection):  # type: ignore[misc]  # the wheel brings no types
    """A connection that knows in which era it was opened, whether it lies in a pool, and whether it is closed."""

    era = 0
    is_idle = False
    is_closed = False

    def close(self) -> None:
        super().close()
        self.is_closed = True


@dataclass(eq=False)
class Reopening:
    """The eras of one engine's connections: with each new one, all older ones are closed and never used again."""

    engine: Engine
    _era: int = 0
    _open: "weakref.WeakSet[FileConnection]" = field(default_factory=weakref.WeakSet)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        event.listen(self.engine, "do_connect", self._wait_for_the_old)
        event.listen(self.engine, "connect", self._opened)
        event.listen(self.engine, "checkout", self._taken)
        event.listen(self.engine, "checkin", self._given_back)

    def refused(self, connection: DBAPIConnection | None) -> None:
        """Nothing could be written through `connection`; if the file has become writable since, all begin anew."""
        with self._lock:
            if (
                not isinstance(connection, FileConnection)
                or connection.era < self._era
                or not self._can_be_written()
            ):
                return
            self._era += 1
        self.engine.dispose()

    def _can_be_written(self) -> bool:
        file = Path(self.engine.url.database or "")
        beside = [file.with_name(f"{file.name}-{each}") for each in ("wal", "shm")]
        return all(
            os.access(each, os.W_OK) for each in (file.parent, file, *beside) if each.exists() or each is file
        )

    def _wait_for_the_old(self, *_dialect_record_and_arguments: object) -> None:
        until = time.monotonic() + LONGEST_WAIT
        look_further = until - LONGEST_WAIT / 2
        while old := self._old_ones():
            for each in old:
                if each.is_idle:  # given back just as its pool was given up, where nobody comes for it
                    each.close()
            now = time.monotonic()
            if now >= until:
                log.warning("old_connections_stay", count=len(old))
                return
            if now >= look_further:
                gc.collect()  # an error may hold one in a circle of its own
                look_further = until
            time.sleep(PAUSE)

    def _old_ones(self) -> list[FileConnection]:
        with self._lock:
            return [each for each in self._open if each.era < self._era and not each.is_closed]

    def _opened(self, connection: FileConnection, _record: ConnectionPoolEntry) -> None:
        with self._lock:
            connection.era = self._era
            self._open.add(connection)

    def _taken(self, connection: DBAPIConnection, *_record_and_proxy: object) -> None:
        if isinstance(connection, FileConnection):
            connection.is_idle = False

    def _given_back(self, connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        if isinstance(connection, FileConnection):
            connection.is_idle = True
            if connection.era < self._era:
                record.invalidate()
