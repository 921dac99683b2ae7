"""Noting what goes wrong: in memory at once, in the database a little later, so that a flood costs one row.

It is written aside from the request, and kept while the database is away.

Nobody's words, addresses or parameters are noted: the kind of error, the view, the statement with its places.
"""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    got_request_exception,
    has_app_context,
    has_request_context,
    request,
)
from sqlalchemy import ColumnElement, Engine, delete, event, exists, insert, or_, select
from sqlalchemy.exc import SQLAlchemyError

from community.kernel import aside, clock
from community.kernel.db import WRITING, Model, db
from community.kernel.faults import FailedReaction
from community.kernel.furnish import settings_of
from community.kernel.policy import actor_now
from community.kernel.unit_of_work import in_unit_of_work, unit_of_work
from community.kernel.worker import add_tick
from community.operations.models import Kind, Trouble

EVERY: Final = 10.0  # seconds between two writings of one process
MOST: Final = 100  # different things that wait to be written; more of them are one flood
KEEP: Final = timedelta(days=14)
LONGEST: Final = 300
_BEGUN: Final = "huzhu_begun"

log = structlog.get_logger(__name__)

# By kind, place and what was said: how often, the last request, when.
Waiting = dict[tuple[str, str, str], tuple[int, str, datetime]]


@dataclass
class Notes:
    """What one process has noted and not written yet."""

    waiting: Waiting = field(default_factory=dict)
    written_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: Kind, place: str, said: str, request_id: str) -> None:
        with self.lock:
            self._add((str(kind), place[:LONGEST], said[:LONGEST]), 1, request_id, clock.now())

    def is_due(self) -> bool:
        """Whether something waits, and the last writing was not a moment ago."""
        return bool(self.waiting) and time.monotonic() - self.written_at >= EVERY

    def taken(self, *, at_last: bool = False) -> Waiting:
        """What is to be written now: what is due, and `at_last` all."""
        with self.lock:
            if not (at_last or self.is_due()):
                return {}
            self.written_at = time.monotonic()
            taken, self.waiting = self.waiting, {}
            return taken

    def put_back(self, taken: Waiting) -> None:
        """Keep what could not be written for the next time."""
        with self.lock:
            newer, self.waiting = self.waiting, taken
            for key, (count, request_id, moment) in newer.items():
                self._add(key, count, request_id, moment)

    def _add(self, key: tuple[str, str, str], count: int, request_id: str, moment: datetime) -> None:
        if key in self.waiting or len(self.waiting) < MOST:
            before = self.waiting.get(key, (0,))[0]
            self.waiting[key] = (before + count, request_id, moment)


def note(kind: Kind, place: str, said: str = "") -> None:
    """Note that something went wrong in the running request or job."""
    if has_app_context():
        request_id = g.get("request_id", "") if has_request_context() else ""
        _notes().add(kind, place, said, request_id)


def write_down(*, at_last: bool = False) -> None:
    """Write what is due, or `at_last` all that waits, on a connection of its own; where that fails it is kept."""
    taken = _notes().taken(at_last=at_last)
    if not taken:
        return
    rows = [
        {
            "kind": kind,
            "place": place,
            "said": said,
            "count": count,
            "request_id": request_id,
            "noted_at": moment,
        }
        for (kind, place, said), (count, request_id, moment) in taken.items()
    ]
    try:
        with db.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            connection.execute(insert(Trouble), rows)
    except SQLAlchemyError as error:
        log.warning("troubles_not_written", error=type(error).__name__)
        _notes().put_back(taken)


def forget_old(now: datetime) -> None:
    """Remove what is past its time; does not write when there is nothing to remove."""
    old: list[tuple[type[Model], ColumnElement[bool]]] = [
        (Trouble, Trouble.noted_at < now - KEEP),
        (FailedReaction, FailedReaction.resolved_at < now - KEEP),  # somebody has looked at it
    ]
    if db.session.scalar(select(or_(*(exists().where(which) for _table, which in old)))):
        with unit_of_work():
            for table, which in old:
                db.session.execute(delete(table).where(which))


def watch(engine: Engine, most: float) -> None:
    """Log each statement that takes longer than so many seconds, with its request and without its parameters."""

    @event.listens_for(engine, "before_cursor_execute")
    def begun(_connection: Any, _cursor: Any, _said: str, _given: Any, context: Any, _many: bool) -> None:  # noqa: FBT001
        setattr(context, _BEGUN, time.perf_counter())

    @event.listens_for(engine, "after_cursor_execute")
    def done(_connection: Any, _cursor: Any, said: str, _given: Any, context: Any, _many: bool) -> None:  # noqa: FBT001
        seconds = time.perf_counter() - getattr(context, _BEGUN, float("inf"))
        if seconds >= most:
            statement = " ".join(said.split())
            log.warning("slow_query", milliseconds=round(seconds * 1000), place=_place(), statement=statement)
            note(Kind.SLOW, _place(), statement)


def _place() -> str:
    return (request.endpoint or "") if has_request_context() else ""


def _notes() -> Notes:
    found: Notes = current_app.extensions["huzhu_troubles"]
    return found


def _failed(_app: Flask, exception: BaseException, **_more: object) -> None:
    note(Kind.FAULT, _place(), type(exception).__name__)


def _limited(response: Response) -> Response:
    if response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        log.info("refused", status=response.status_code, place=_place(), member=actor_now().member_id)
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        note(Kind.LIMIT, _place())
    return response


def _after(_error: BaseException | None) -> None:
    if _notes().is_due() and not in_unit_of_work():
        aside.note("troubles", write_down)


def init_app(app: Flask) -> None:
    """Listen for what goes wrong, and write it down once a request is over."""
    app.extensions["huzhu_troubles"] = Notes()
    got_request_exception.connect(_failed, app)
    app.after_request(_limited)
    app.teardown_request(_after)
    aside.lastly(app, "troubles", partial(write_down, at_last=True))
    add_tick(app, "operations.forget_old", forget_old)
    add_tick(app, "operations.write_down", lambda _now: write_down())  # of a process that serves no requests
    most = settings_of(app).slow_query_ms
    if most:
        with app.app_context():
            for engine in db.engines.values():
                watch(engine, most / 1000)
