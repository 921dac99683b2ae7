"""Who is at work on an embedded database: the first to come may clear up after one that was killed, others wait."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine


def file_of(engine: Engine) -> str | None:
    """The file of an embedded database; None for any other."""
    found = engine.url.database
    return found if engine.dialect.name == "sqlite" and found != ":memory:" else None


@contextmanager
def present(database: str, alone: Callable[[], None]) -> Iterator[None]:
    """Hold a shared lock beside the file `database`; run `alone` first where nobody else holds it.

    The system drops the lock of a killed process, so being alone proves that whatever others have
    left half done stays half done.
    """
    with Path(f"{database}.at-work").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pass  # others are at work: what looks abandoned may be in their hands
        else:
            alone()
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def one_after_another(database: str, what: str) -> Iterator[None]:
    """Hold the only lock of this name beside the file `database`, once everybody before has let go of it."""
    with Path(f"{database}.{what}").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
