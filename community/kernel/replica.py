"""Reading for visitors from a standby of PostgreSQL, as long as it is hardly behind; everything else asks the primary.

Whoever has a cookie or a key, or writes, is never served from it, so nobody misses what they just did themselves.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from flask import Flask, current_app, g, request
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from community.kernel.db import READING_FROM, db, engine_options
from community.kernel.page_cache import WISH, is_own, key_of

log = structlog.get_logger(__name__)

MOST_BEHIND: Final = 2.0  # seconds
LOOK_EVERY: Final = 0.25
AWAY_FOR: Final = 5.0  # seconds in which one that failed is not asked again
EXTENSION: Final = "huzhu_replica"
_WRITTEN: Final = text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
_REPLAYED: Final = text("SELECT pg_last_wal_replay_lsn() - '0/0'::pg_lsn WHERE pg_is_in_recovery()")


@dataclass
class Replica:
    """A standby: how far behind it is, known anew every quarter of a second."""

    engine: Engine
    primary: Engine
    most_behind: float = MOST_BEHIND
    _written: "deque[tuple[float, float]]" = field(default_factory=lambda: deque(maxlen=64))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _looked_at: float = float("-inf")
    _usable: bool = False

    def is_fresh(self) -> bool:
        """Whether visitors may read from it now."""
        if time.monotonic() - self._looked_at > LOOK_EVERY and self._lock.acquire(blocking=False):
            try:
                usable, self._looked_at = self._look(), time.monotonic()
                if usable != self._usable:
                    log.info("replica_used" if usable else "replica_not_used")
                self._usable = usable
            except SQLAlchemyError as error:
                self.leave(error)
            finally:
                self._lock.release()
        return self._usable

    def leave(self, error: Exception) -> None:
        """Ask the primary alone for a while."""
        log.warning("replica_away", error=str(error.__cause__ or error).strip())
        self._usable, self._looked_at = False, time.monotonic() + AWAY_FOR - LOOK_EVERY
        self.engine.dispose()

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
    """Connections that only read, and that do not wait long for anything."""
    waits = "-c default_transaction_read_only=on -c statement_timeout=10000"
    given = {"connect_timeout": 2, "tcp_user_timeout": 3000, "options": waits}
    return create_engine(url, connect_args=given, **engine_options(url))


def begin() -> None:
    """Let the running request read from the standby, if it may."""
    replica: Replica = current_app.extensions[EXTENSION]
    key = key_of(request.environ)
    if key is not None and not is_own(key) and replica.is_fresh():
        db.session().info[READING_FROM] = replica.engine


def left(error: OperationalError) -> bool:
    """After a failure: whether the request was reading from the standby; from now on it asks the primary.

    So does everybody for a while, unless it was this one statement: too slow, or in the way of what is replayed.
    """
    if db.session().info.pop(READING_FROM, None) is None:
        return False
    db.session.rollback()
    if error.connection_invalidated or not getattr(error.orig, "sqlstate", None):
        replica: Replica = current_app.extensions[EXTENSION]
        replica.leave(error)
    g.pop(WISH, None)
    return True


def init_app(app: Flask, url: str, **given: Any) -> None:
    """Use the standby at `url`; none where it is empty."""
    if not url:
        return
    with app.app_context():
        app.extensions[EXTENSION] = Replica(engine_for(url), db.engine, **given)
    app.before_request(begin)
