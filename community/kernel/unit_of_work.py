"""One deed, one transaction: all that it causes is kept, or nothing is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from community.kernel.db import WRITING, db

_DEPTH: Final = "huzhu_depth"
_AFTERWARDS: Final = "huzhu_afterwards"


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
    session.rollback()
    session.info[_DEPTH] = 1
    session.info[_AFTERWARDS] = []
    try:
        session.connection(execution_options={WRITING: True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        session.info[_AFTERWARDS] = []
        raise
    finally:
        session.info[_DEPTH] = 0
    for callback in session.info.pop(_AFTERWARDS, []):
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
