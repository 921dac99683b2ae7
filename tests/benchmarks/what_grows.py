"""What grows in the processes of a soak: what Python holds some minutes after the start, and again later.

    HUZHU_SOAK_TRACE=/tmp/grown HUZHU_SOAK_MINUTES=10 HUZHU_SOAK_RATE=10 .venv/bin/python -m tests.benchmarks.soak

Each process that works writes a file of its number there every other minute: the lines of code whose memory has grown
most since its second minute, and the types of which there are more. What C libraries hold is not among it (SQLite: its
pages, and the statements of each connection), and a process that is watched is several times slower and larger.
"""

import gc
import os
import sys
import threading
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Final

EVERY_SECONDS: Final = 120.0
FRAMES: Final = 6
SHOWN: Final = 25


def program(folder: str) -> tuple[str, ...]:
    """The command line of `huzhu` with a watch on each process that works."""
    begin = (
        f"from tests.benchmarks import what_grows; what_grows.begin({folder!r}); from app import main; main()"
    )
    return (sys.executable, "-c", begin)


def begin(folder: str) -> None:
    """Watch the processes that this one forks, and this one where it is a worker, which forks none."""
    os.register_at_fork(after_in_child=lambda: _watch(Path(folder)))
    if "worker" in sys.argv:
        _watch(Path(folder))


def _watch(folder: Path) -> None:
    threading.Thread(target=_look, args=(folder,), name="what-grows", daemon=True).start()


def _look(folder: Path) -> None:
    never = threading.Event()
    never.wait(EVERY_SECONDS / 2)  # what is loaded at the start is no growth, and very much
    tracemalloc.start(FRAMES)
    never.wait(EVERY_SECONDS / 2)
    first, types = _taken()
    folder.mkdir(parents=True, exist_ok=True)
    while not never.wait(EVERY_SECONDS):
        now, types_now = _taken()
        with (folder / f"{os.getpid()}.txt").open("a") as report:
            print(
                f"{tracemalloc.get_traced_memory()[0] / 2**20:.1f} MiB of what was made after the first minute",
                file=report,
            )
            print(*now.compare_to(first, "lineno")[:SHOWN], sep="\n", file=report)
            print(*(types_now - types).most_common(SHOWN), "", sep="\n", file=report)


def _taken() -> tuple[tracemalloc.Snapshot, "Counter[str]"]:
    gc.collect()
    types = Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.get_objects())
    taken = tracemalloc.take_snapshot()
    own = [
        tracemalloc.Filter(inclusive=False, filename_pattern=each)
        for each in (__file__, tracemalloc.__file__)
    ]
    return taken.filter_traces(own), types
