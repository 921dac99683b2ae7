"""Which failures pass by themselves: what a person is then told is to come back, not that something broke."""

import errno
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

_NO_ROOM: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO, errno.EACCES, errno.EPERM}
)
_NO_HANDLES: Final = frozenset({errno.EMFILE, errno.ENFILE})
_SQLITE_NO_ROOM: Final = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_SQLITE_SAID: Final = ("disk is full", "readonly database", "disk i/o error", "unable to open database")
_STATES_NO_ROOM: Final = frozenset({"53100", "25006", "58030"})  # disk full, read only, I/O error

_RETRYABLE: Final = frozenset({"40001", "40P01"})  # serialization failure, deadlock detected

# Whether what is done now is done once more as a whole if it loses a race inside the database.
comes_again: Final = ContextVar("comes_again", default=False)

FAILURES: Final = (DBAPIError, NoConnectionFree, OSError)


class Outage(StrEnum):
    """What cannot be had for now."""

    BUSY = "busy"  # the database is locked, away, or starts again
    NO_ROOM = "no-room"  # nothing new can be kept; what is there can be read


def outage_of(error: BaseException) -> Outage | None:
    """Which outage `error` tells of; None where it tells of a mistake of ours."""
    if isinstance(error, NoConnectionFree):
        return Outage.BUSY
    if isinstance(error, DBAPIError):
        if _has_no_room(error.orig):
            return Outage.NO_ROOM
        away = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
        return Outage.BUSY if away else None
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return Outage.NO_ROOM
        return Outage.BUSY if error.errno in _NO_HANDLES or isinstance(error, ConnectionError) else None
    return None


def sentence_of(error: BaseException) -> str | None:
    """The outage that `error` tells of in one line, for whoever gave a command; None where it is none."""
    outage = outage_of(error)
    if outage is None:
        return None
    file = getattr(error, "filename", None)
    said = getattr(error, "strerror", None) or str(getattr(error, "orig", None) or error).partition("\n")[0]
    why = f"{file}: {said}" if file else said
    if outage is Outage.NO_ROOM:
        return f"the disk is full, read-only or closed to this account ({why})"
    return f"the database or the machine is busy or away; try again in a moment ({why})"


def lost_a_race(error: BaseException) -> bool:
    """Whether the database chose this deed to give way to another one; done again, it will go."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _RETRYABLE


def is_done_again(error: BaseException) -> bool:
    """The same, where the whole deed is going to be done again: then no part of it needs to be forgiven."""
    return lost_a_race(error) and comes_again.get()


def undoes_all(error: BaseException) -> bool:
    """Whether nothing more can be written in this transaction, so that no part of it can be forgiven.

    Whoever did the deed is told to come back, and it is done whole then, instead of now and by half.
    """
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or _has_no_room(error.orig)


def _has_no_room(original: Any) -> bool:
    name, said = getattr(original, "sqlite_errorname", "") or "", str(original).lower()
    return (
        getattr(original, "sqlstate", None) in _STATES_NO_ROOM
        or name.startswith(_SQLITE_NO_ROOM)
        or any(each in said for each in _SQLITE_SAID)
    )
