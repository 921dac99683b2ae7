"""Giving memory back to the system: threads that come and go leave the allocator of glibc with much that is free.

Each of its arenas keeps what its threads have freed, and a server has more threads than most programs. Elsewhere than
on glibc nothing happens.
"""

import ctypes
import threading
from typing import Any, Final

MOST_ARENAS: Final = 2  # threads of Python seldom allocate at the same moment
EVERY: Final = 60.0  # seconds; one look takes a few milliseconds, beside the work
_ARENA_MAX: Final = -8  # M_ARENA_MAX of malloc.h


def share_arenas() -> None:
    """Let all threads of this process and its children allocate from a few arenas; call it before there are any."""
    if (glibc := _glibc()) is not None:
        glibc.mallopt(_ARENA_MAX, MOST_ARENAS)


def give_back() -> bool:
    """Hand what is free to the system; whether there was any."""
    glibc = _glibc()
    return glibc is not None and bool(glibc.malloc_trim(0))


def give_back_regularly(every: float = EVERY) -> None:
    """Do so in a thread of this process, for as long as it runs."""
    if _glibc() is None:
        return
    never = threading.Event()

    def look() -> None:
        while not never.wait(every):
            give_back()

    threading.Thread(target=look, name="huzhu-memory", daemon=True).start()


def _glibc() -> Any:
    """The C library of this process, where it is glibc."""
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
