"""What goes wrong under load, round after round, each at a random moment; the same for the suite and for the benchmarks."""

import os
import random
import resource
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Final

import psutil

from tests.faults import proof
from tests.faults.load import Load, Writer
from tests.faults.stack import Process, Stack, wait_for

SEED: Final = int(os.environ.get("HUZHU_FAULT_SEED", "20261127"))
WRITERS: Final = 3
NEWCOMERS: Final = 1

Break = Callable[[Stack, Process, Load, random.Random], None]


def rounds(usual: int) -> int:
    """How many random moments: few in the suite, as many as HUZHU_FAULT_ROUNDS says elsewhere."""
    return int(os.environ.get("HUZHU_FAULT_ROUNDS", str(usual)))


def killed(site: Stack, server: Process, load: Load, chance: random.Random) -> None:
    """Kill the server with its worker, as the system does when memory is short, and start it again."""
    server.kill()
    server.start().ready()


def kill_those_below(server: Process) -> None:
    """End at once the processes that the server has started, and leave it to start others."""
    assert server.running is not None
    for each in psutil.Process(server.running.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            each.kill()
    server.ready()


def full(site: Stack, server: Process, load: Load, chance: random.Random) -> None:
    """No file may grow any more, as on a full disk; then there is room again."""
    _while_files_end_at(server, (site.folder / "site" / "huzhu.sqlite-wal").stat().st_size // 2, load)


def closed(site: Stack, server: Process, load: Load, chance: random.Random) -> None:
    """Nothing at all can be written, as on a disk that the system has closed after an error."""
    _while_files_end_at(server, 0, load)


def _while_files_end_at(server: Process, size: int, load: Load) -> None:
    with limited(server, size):
        before = load.statuses[503]
        wait_for("writing is refused", lambda: load.statuses[503] > before + 3)
        assert server.answers("/questions"), "reading goes on"
        assert server.answers("/healthz")


@contextmanager
def limited(server: Process, size: int) -> Iterator[None]:
    """Let no file of the server, and of those that it starts, grow beyond `size` bytes."""
    _limit(server, size)
    try:
        yield
    finally:
        _limit(server, resource.RLIM_INFINITY)


def _limit(server: Process, size: int) -> None:
    assert server.running is not None
    first = psutil.Process(server.running.pid)
    resource.prlimit(first.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    for each in first.children(recursive=True):  # counted afterwards: those to come have it from the first
        with suppress(ProcessLookupError):  # killed meanwhile, and another stands in its place
            resource.prlimit(each.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def locked(site: Stack, server: Process, load: Load, chance: random.Random) -> None:
    """Another program holds the database's write lock for a while: readers notice nothing, writers wait."""
    with closing(sqlite3.connect(site.folder / "site" / "huzhu.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + chance.uniform(1, 2)
        while time.monotonic() < until:
            assert server.answers("/questions")
            assert server.get("/search?q=kettle")[0] in {200, 503}  # the index may just be being made
        other.execute("ROLLBACK")


def index_gone(site: Stack, server: Process, load: Load, chance: random.Random) -> None:
    """The search index is removed beneath the running site, which makes it anew by itself."""
    index = site.folder / "site" / "index"
    shutil.rmtree(index)
    wait_for("the index is back", lambda: server.answers("/readyz"))


def index_damaged(site: Stack, server: Process, load: Load, chance: random.Random) -> None:
    """Files of the search index are cut or overwritten beneath the running site, as by a disk that goes bad."""
    index = site.folder / "site" / "index"
    for path in [each for each in index.rglob("*") if each.is_file() and chance.random() < 0.5]:
        with suppress(OSError), path.open("r+b") as file:  # merged away meanwhile
            size = path.stat().st_size
            file.seek(chance.randrange(size) if size else 0)
            file.write(chance.randbytes(64)) if chance.random() < 0.5 else file.truncate()
    wait_for("search answers", lambda: server.get("/search?q=kettle")[0] == 200)
    wait_for("the index is back", lambda: server.answers("/readyz"))


EMBEDDED: Final = (killed, full, closed, locked, index_gone, index_damaged)


def endured(
    site: Stack,
    people: list[Writer],
    server: Process,
    breaks: Sequence[Break],
    *,
    times: int,
    others: Sequence[Process] = (),
    name: str = "site",
) -> Load:
    """Break things under load, `times` each in random order; afterwards nothing is lost, doubled or amiss.

    People write at `server` and `others`; `name` is the data folder that commands are run in.
    """
    chance = random.Random(SEED)
    moments = list(breaks) * times
    chance.shuffle(moments)
    with Load([each.port for each in (server, *others)], people, seed=SEED) as load:
        load.wait_for(10)
        for each in moments:
            time.sleep(chance.uniform(0, 0.6))
            each(site, server, load, chance)
            load.wait_for(5)
    for web in (server, *others):
        wait_for("it is ready by itself", lambda web=web: web.answers("/readyz"))
    with proof.within(site):
        wait_for("all jobs are done", proof.jobs_done, seconds=90)
        assert proof.differences(load) == []
        assert proof.no_job_dead()
    assert proof.breaches(site, name) == ""
    assert no_traceback_was_shown(load)
    return load


def no_traceback_was_shown(load: Load) -> bool:
    """Whether each answer was one that a program can act on: done, refused, or come back later."""
    strange = {status: count for status, count in load.statuses.items() if status >= 500 and status != 503}
    assert strange == {}, strange
    return True
