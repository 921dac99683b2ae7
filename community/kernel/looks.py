"""One question to the database by the shortest way: a statement compiled once, asked of the driver itself.

Whether a kept page is still good is asked at every visit. Through the ORM's pool, transaction and result that question
costs more than all the rest of such a visit, though its words never change. The connections are our own: each look is
a moment of its own, in no transaction.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, cast

import structlog
from sqlalchemy import ClauseElement, Connection, Dialect, Engine, event
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

# What changes with every commit of another connection, and is had for less than most looks. On SQLite a number; on
# PostgreSQL which transactions are over, for that is all that a new statement's view depends on. A standby keeps that
# elsewhere and says nothing. https://www.sqlite.org/pragma.html#pragma_data_version
# https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT
SNAPSHOT: Final = "CASE WHEN NOT pg_is_in_recovery() THEN pg_current_snapshot()::text END"
_VERSIONS: Final = {"sqlite": "PRAGMA data_version", "postgresql": f"SELECT {SNAPSHOT}"}
MOST_REMEMBERED: Final = 4_000
MOST_CONNECTIONS: Final = 4  # a look takes a fraction of a millisecond; whoever finds none free asks the pool
log = structlog.get_logger(__name__)

Rows = tuple[tuple[Any, ...], ...]
_compiled: Final[LRUCache[Any, SQLCompiler]] = LRUCache(200)


@dataclass(frozen=True, slots=True)
class Look:
    """A statement as the driver wants it, with its values: what it gives can be compared with what it gave."""

    sql: str
    values: Any

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells it from others. PostgreSQL's values have names, which the statement says too; some are lists."""
        values = self.values.values() if isinstance(self.values, dict) else self.values
        return (self.sql, *(tuple(each) if isinstance(each, list) else each for each in values))

    def through(self, connection: Connection) -> Rows:
        """What it gives in the transaction of `connection`."""
        return _rows(connection.exec_driver_sql(self.sql, self.values))


def look(statement: ClauseElement, dialect: Dialect) -> Look:
    """Compile a statement for a database; one of the same shape is compiled once."""
    shape = statement._generate_cache_key()  # noqa: SLF001 - as each connection keeps what it compiled
    known = (dialect.name, shape.key if shape else statement)
    compiled = _compiled.get(known)
    if compiled is None:
        made = statement.compile(dialect=dialect, cache_key=shape)
        compiled = _compiled[known] = cast("SQLCompiler", made)
    given = compiled.construct_params(extracted_parameters=shape.bindparams if shape else None)
    state = compiled.construct_expanded_state(given)
    # Values as the dialect itself turns them: moments into text, say.
    turns = cast("dict[str, Callable[[Any], Any]]", {**compiled._bind_processors, **state.processors})  # noqa: SLF001
    values = {
        name: turns[name](value) if name in turns else value for name, value in state.parameters.items()
    }
    if state.positiontup is not None:
        return Look(state.statement, tuple(values[name] for name in state.positiontup))
    return Look(state.statement, values)


def _rows(found: Iterable[Sequence[Any]]) -> Rows:
    return tuple(tuple(each) for each in found)


@dataclass
class Remembered:
    """What looks gave, each with the version of the database that it gave it at."""

    _given: LRUCache[tuple[Any, ...], tuple[str | int, Rows]] = field(
        default_factory=lambda: LRUCache(MOST_REMEMBERED)
    )

    def of(self, look: Look, version: str | int | None) -> Rows | None:
        """What the look gives at this version, where that is known."""
        given = self._given.get(look.key)
        return given[1] if given is not None and given[0] == version else None

    def put(self, look: Look, version: str | int | None, rows: Rows) -> None:
        """Remember it, unless nothing tells when it is over."""
        if version is not None:
            self._given[look.key] = (version, rows)


@dataclass
class _Line:
    """A connection, which writes nothing, and what is remembered of looks that went through it."""

    connection: Any
    dialect: str
    remembered: Remembered
    era: int

    def rows(self, look: Look) -> Rows:
        """What the look gives now."""
        cursor = self.connection.cursor()
        try:
            version = cursor.execute(_VERSIONS[self.dialect]).fetchone()[0]
            given = self.remembered.of(look, version)
            if given is None:
                given = self._asked(cursor, look)
                self.remembered.put(look, version, given)
            return given
        finally:
            cursor.close()

    def _asked(self, cursor: Any, look: Look) -> Rows:
        cursor.execute(look.sql, look.values)
        return _rows(cursor.fetchall())


@dataclass
class Looker:
    """The connections of this process for looks at one database."""

    engine: Engine
    most: int = MOST_CONNECTIONS
    remembered: Remembered = field(default_factory=Remembered)
    _idle: list[_Line] = field(default_factory=list)
    _open: int = 0
    _owner: int = 0
    _era: int = 0  # with each new one, the lines of the former ones are not used again
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        event.listen(self.engine, "engine_disposed", lambda _engine: self.close())

    def rows(self, look: Look) -> Rows | None:
        """What the look gives now; None where no connection is free or the database does not answer."""
        rows = None
        with self._line() as line:
            if line is not None:
                rows = line.rows(look)
        return rows

    def close(self) -> None:
        """Give up the connections: those that nobody uses now at once, the others after their look."""
        with self._lock:
            mine = self._owner == os.getpid()
            self._era += 1
            idle, self._idle = self._idle, []
            self._open -= len(idle)
            self.remembered = Remembered()  # whoever answers next may be another server
        for each in idle if mine else ():
            with suppress(Exception):
                each.connection.close()

    @contextmanager
    def _line(self) -> Iterator[_Line | None]:
        try:
            line = self._take()
        except Exception:  # noqa: BLE001 - of either driver; whoever asks next in the ordinary way says what is wrong
            line = None
        try:
            yield line
        except BaseException as error:
            if line is not None:
                self._lose(line)
            if not isinstance(error, Exception):
                raise
            # Of either driver, as above; the connections beside this one may be dead as well.
            log.info("look_failed", error=str(error).strip())
            self.close()
        else:
            if line is not None:
                self._give_back(line)

    def _give_back(self, line: _Line) -> None:
        with self._lock:
            if line.era == self._era:
                self._idle.append(line)
                return
        self._lose(line)

    def _take(self) -> _Line | None:
        with self._lock:
            if self._owner != os.getpid():  # a child of a fork must not talk on the connections of its parent
                self._owner, self._open, self._idle = os.getpid(), 0, []
            if self._idle:
                return self._idle.pop()
            if self._open >= self.most:
                return None
            self._open += 1
            era = self._era
        try:
            return self._connected(era)
        except BaseException:
            with self._lock:
                self._open -= 1
            raise

    def _connected(self, era: int) -> _Line:
        borrowed = self.engine.raw_connection()
        connection = borrowed.dbapi_connection
        borrowed.detach()  # ours from now on, and no longer one of the pool's
        if self.engine.dialect.name == "postgresql":
            connection.autocommit = True  # type: ignore[union-attr]
            return _Line(connection, "postgresql", self.remembered, era)
        return _Line(connection, "sqlite", Remembered(), era)  # there each connection counts by itself

    def _lose(self, line: _Line) -> None:
        with self._lock:
            self._open -= 1
        with suppress(Exception):
            line.connection.close()
