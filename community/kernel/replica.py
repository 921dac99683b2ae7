"""Reading for visitors from a standby of PostgreSQL, as long as it is hardly behind; everything else asks the primary.

Whoever has a cookie or a key, or writes, is never served from it, so nobody misses what they just did themselves.
A thread looks how far behind it is while somebody reads, so that no visitor waits for one that does not answer.
"""

import os
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from flask import Flask, current_app, g, request
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from community.kernel import lines
from community.kernel.db import READING_FROM, db, engine_options
from community.kernel.page_cache import WISH
from community.kernel.page_keys import is_own, key_of

log = structlog.get_logger(__name__)

MOST_BEHIND: Final = 2.0  # seconds
LOOK_EVERY: Final = 0.25
HOLDS: Final = 1.0  # seconds for which a look is believed: the next one may not have been answered
LONGEST_LOOK: Final = 15.0  # seconds; a statement is given up after ten
LOOKS_ON: Final = 10.0  # seconds after the last visitor
AWAY_FOR: Final = 5.0  # seconds in which one that failed is not asked again
EXTENSION: Final = "huzhu_replica"
_WRITTEN: Final = text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
_REPLAYED: Final = text("SELECT pg_last_wal_replay_lsn() - '0/0'::pg_lsn WHERE pg_is_in_recovery()")


@dataclass
class Replica:
    """A standby: how far behind it is, known anew every quarter of a second while there are visitors."""

    engine: Engine
    primary: Engine
    most_behind: float = MOST_BEHIND
    _written: "deque[tuple[float, float]]" = field(default_factory=lambda: deque(maxlen=64))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _wanted: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)
    _asked_at: float = float("-inf")
    _looked_at: float = float("-inf")
    _not_before: float = float("-inf")
    _looks: threading.Thread | None = None
    _usable: bool = False
    _pid: int = 0

    def is_fresh(self) -> bool:
        """Whether visitors may read from it now, as the last look found; never waits."""
        self._asked_at = time.monotonic()
        if self._pid != os.getpid():  # threads do not follow into a forked process
            with self._lock:
                if self._pid != os.getpid():
                    self._looks = threading.Thread(target=self._run, name="huzhu-replica", daemon=True)
                    self._looks.start()
                    self._pid = os.getpid()
        self._wanted.set()
        return self._usable and time.monotonic() - self._looked_at <= HOLDS

    def leave(self, error: Exception) -> None:
        """Ask the primary alone for a while."""
        log.warning("replica_away", error=str(error.__cause__ or error).strip())
        self._usable, self._not_before = False, time.monotonic() + AWAY_FOR
        self.engine.dispose()

    def close(self) -> None:
        """Look no more; a look that is under way is waited for, and gives its connections back."""
        self._over.set()
        self._wanted.set()
        if self._looks is not None and self._pid == os.getpid():
            self._looks.join(LONGEST_LOOK)

    def _run(self) -> None:
        while not self._over.is_set():
            self._wanted.wait()
            while not self._over.wait(LOOK_EVERY) and time.monotonic() - self._asked_at < LOOKS_ON:
                if time.monotonic() >= self._not_before:
                    self._note()
            self._wanted.clear()

    def _note(self) -> None:
        began = time.monotonic()
        try:
            usable = self._look() and began >= self._not_before
        except SQLAlchemyError as error:
            self.leave(error)
            return
        if usable != self._usable:
            log.info("replica_used" if usable else "replica_not_used")
        self._usable, self._looked_at = usable, began

    def _look(self) -> bool:
        with self.primary.connect() as connection:
            self._written.append((time.monotonic(), float(connection.scalar(_WRITTEN) or 0)))
        with self.engine.connect() as connection:
            replayed = connection.scalar(_REPLAYED)
        if replayed is None:  # no standby any more: it was promoted, and others may write to it
            return False
        caught_up = max((at for at, written in self._written if written <= float(replayed)), default=0.0)
        return time.monotonic() - caught_up <= self.most_behind


def engine_for(url: str) -> Engine:
    """Connections that only read, and that do not wait long for anything; where none is free nobody waits for one."""
    waits = "-c default_transaction_read_only=on -c statement_timeout=10000 -c jit=off"
    given = {**lines.ours(url), "connect_timeout": 2, "tcp_user_timeout": 3000, "options": waits}
    return create_engine(url, pool_timeout=0, **{**engine_options(url), "connect_args": given})


def begin() -> None:
    """Let the running request read from the standby, if it may."""
    replica: Replica = current_app.extensions[EXTENSION]
    key = key_of(request.environ)
    if key is not None and not is_own(key) and replica.is_fresh():
        db.session().info[READING_FROM] = replica.engine


def left(error: OperationalError | NoConnectionFree) -> bool:
    """After a failure: whether the request was reading from the standby; from now on it asks the primary.

    So does everybody for a while, unless it was this one statement (too slow, or in the way of what is replayed) or
    this one moment, in which all connections were in use.
    """
    if db.session().info.pop(READING_FROM, None) is None:
        return False
    db.session.rollback()
    if isinstance(error, OperationalError) and _is_away(error):
        replica: Replica = current_app.extensions[EXTENSION]
        replica.leave(error)
    g.pop(WISH, None)
    return True


def _is_away(error: OperationalError) -> bool:
    return error.connection_invalidated or not getattr(error.orig, "sqlstate", None)


def init_app(app: Flask, url: str, **given: Any) -> None:
    """Use the standby at `url`; none where it is empty."""
    if not url:
        return
    with app.app_context():
        app.extensions[EXTENSION] = Replica(engine_for(url), db.engine, **given)
    app.before_request(begin)
