"""Who is at work on an embedded database: the first to come may clear up after one that was killed."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


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
