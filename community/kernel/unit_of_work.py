"""One deed, one transaction: all that it causes is kept, or nothing is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from flask import g, has_request_context

from community.kernel.db import READING_FROM, WRITING, db

_DEPTH: Final = "huzhu_depth"
_LAST: Final = "huzhu_last"
_AFTERWARDS: Final = "huzhu_afterwards"
_BEFORE_FIRST: Final = "huzhu_before_first_unit"
log = structlog.get_logger(__name__)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Open a write transaction, commit at the end, roll back on any error.

    What was read before is forgotten, so everything inside sees the state under the write lock.
    A unit within a unit belongs to the outer one.
    """
    session = db.session()
    if session.info.get(_DEPTH):
        yield
        return
    session.info.pop(READING_FROM, None)
    session.rollback()
    session.info[_DEPTH] = 1
    session.info[_LAST] = []
    session.info[_AFTERWARDS] = []
    try:
        session.connection(execution_options={WRITING: True})
        _look_once()
        yield
        for callback in session.info[_LAST]:  # which may ask for more
            callback()
        session.commit()
    except BaseException:
        session.rollback()
        session.info[_AFTERWARDS] = []
        raise
    finally:
        session.info[_DEPTH] = 0
    for callback in session.info.pop(_AFTERWARDS, []):
        callback()


def before_first_unit(look: Callable[[], None] | None) -> None:
    """What this request asks before its first deed, under its write lock; where it raises, nothing is done."""
    setattr(g, _BEFORE_FIRST, look)


def _look_once() -> None:
    look = g.pop(_BEFORE_FIRST, None) if has_request_context() else None
    if look is not None:
        look()


@contextmanager
def savepoint() -> Iterator[None]:
    """A part that may fail alone; what it asked for at the end, or afterwards, goes with it."""
    info = db.session().info
    lengths = {key: len(info.get(key, ())) for key in (_LAST, _AFTERWARDS)}
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        for key, length in lengths.items():
            del info.get(key, [])[length:]
        raise


@contextmanager
def alone(failure: str, **about: object) -> Iterator[None]:
    """One of several deeds that a clock sets off: where it fails, that is logged, and the others are done all the same.

    `failure` is what the log calls it, `about` says of what. A unit of work is opened inside.
    """
    try:
        yield
    except Exception:
        db.session.rollback()
        log.exception(failure, **about)


def at_the_end(callback: Callable[[], None]) -> None:
    """Run `callback` as the last thing of the running unit of work, before its commit; outside one, at once.

    For rows that all deeds queue up for: whoever locks them last has nothing left to wait for.
    """
    session = db.session()
    if session.info.get(_DEPTH):
        session.info[_LAST].append(callback)
    else:
        callback()


def afterwards(callback: Callable[[], None]) -> None:
    """Run `callback` once the running unit of work is committed; outside one, at once."""
    session = db.session()
    if session.info.get(_DEPTH):
        session.info[_AFTERWARDS].append(callback)
    else:
        callback()


def in_unit_of_work() -> bool:
    """Whether a unit of work is open in this session."""
    return bool(db.session().info.get(_DEPTH))
