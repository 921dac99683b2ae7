"""An hour of reading and writing, and what memory, handles and answers are like in its course.

    HUZHU_SOAK_MINUTES=60 HUZHU_SOAK_RATE=4 .venv/bin/python -m tests.benchmarks.soak

The rate is of requests a second; one in eight writes. `HUZHU_SOAK_APART=1` leaves background work to `huzhu worker`.

Memory is told twice. RSS is that of the process of each program that works, with all that it shares: what must not grow.
The sum is of what all processes have to themselves and their part of what they share (PSS), so that forked processes
are not counted twice. It rises for an hour without more being held: whatever a process that was forked touches for the
first time, if only to count who refers to it, it gets a page of its own for. At most it doubles what was shared.
"""

import os
import random
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil

from tests.faults import proof
from tests.faults.load import Load
from tests.faults.stack import Process, stack

MINUTES = float(os.environ.get("HUZHU_SOAK_MINUTES", "60"))
RATE = float(os.environ.get("HUZHU_SOAK_RATE", "4"))
APART = bool(os.environ.get("HUZHU_SOAK_APART"))
WRITERS = 4


def family_of(program: Process) -> list[psutil.Process]:
    """The process of a program, and its children."""
    assert program.running is not None
    first = psutil.Process(program.running.pid)
    return [first, *first.children(recursive=True)]


def measured(programs: Sequence[Process]) -> dict[str, Any]:
    """Memory in MiB, open files and threads of the programs and their children."""
    families = [family_of(program) for program in programs]
    family = [each for processes in families for each in processes]
    return {
        "RSS": [
            max(each.memory_info().rss for each in processes[1:] or processes) / 2**20
            for processes in families
        ],
        "MiB": sum(each.memory_full_info().pss for each in family) / 2**20,
        "files": sum(each.num_fds() for each in family),
        "threads": sum(each.num_threads() for each in family),
    }


class Reader(threading.Thread):
    """Looks at pages of all kinds, and notes how long each took."""

    def __init__(self, server: Process, load: Load, pause: float) -> None:
        super().__init__(daemon=True)
        self.server, self.load, self.pause = server, load, pause
        self.took: list[float] = []
        self.failed = 0
        self.over = threading.Event()

    def run(self) -> None:
        chance = random.Random(5)
        while not self.over.wait(self.pause):
            asked = self.load.done("ask")
            paths = ["/", "/questions", "/search?q=kettle+light", "/tags", "/members"]
            if asked:
                paths += [f"/questions/{chance.choice(asked).place}"] * 8
            began = time.perf_counter()
            status, _text = self.server.get(chance.choice(paths))
            self.took.append(time.perf_counter() - began)
            self.failed += status not in {200, 404, 410}  # what was reported too often is hidden by now


def line(minute: float, numbers: dict[str, Any], reader: Reader, load: Load, since: int) -> None:
    took = reader.took[since:] or [0.0]
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    rss = " + ".join(f"{each:.1f}" for each in numbers["RSS"])
    print(
        f"{minute:6.1f} min  RSS {rss} MiB, sum {numbers['MiB']:5.1f}  {numbers['files']:4.0f} files  {numbers['threads']:3.0f} threads"
        f"  {len(reader.took):6d} read ({reader.failed} failed, p95 {p95 * 1000:.0f} ms)  {len(load.done()):5d} deeds",
        flush=True,
    )


def soak(folder: Path, **settings: Any) -> None:
    """Serve, read, write, and print a line every minute."""
    with stack(folder, **settings) as site:
        people = proof.people(site, moderators=WRITERS, members=0)
        server = site.process("web" if APART else "serve").start().ready()
        programs = [server, site.process("worker").start()] if APART else [server]
        pause = WRITERS * 8 / RATE
        with Load([server.port], people, seed=1, pause=pause) as load:
            reader = Reader(server, load, 8 / (7 * RATE))
            reader.start()
            began, at = time.monotonic(), 1.0
            while (minute := (time.monotonic() - began) / 60) < MINUTES:
                time.sleep(1)
                if minute >= at:
                    line(minute, measured(programs), reader, load, max(0, len(reader.took) - 500))
                    at += 1 if at < 5 else 5
            reader.over.set()
            reader.join()
        line(MINUTES, measured(programs), reader, load, max(0, len(reader.took) - 500))
        wal = folder / "site" / "huzhu.sqlite-wal"
        print(
            f"journal: {wal.stat().st_size / 2**20 if wal.exists() else 0:.1f} MiB; statuses: {dict(load.statuses)}"
        )
        print("stopped with", [program.stop() for program in programs])
        with proof.within(site):
            print("differences:", proof.differences(load))
        print("check:", proof.breaches(site) or "clean")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="huzhu-soak-") as place:
        soak(Path(place))
