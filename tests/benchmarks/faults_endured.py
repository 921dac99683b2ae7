"""The faults of `tests/faults` again and again, each at a random moment, on both databases.

HUZHU_FAULT_ROUNDS=40 HUZHU_FAULT_SEED=7 make bench BENCH=faults_endured
"""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults import disk, proof, scenarios
from tests.faults.clock import START, Clock
from tests.faults.load import Load
from tests.faults.stack import Postgres, Process, Stack, stack

ROUNDS = scenarios.rounds(8)
KINDS = ("ask", "answer", "comment", "rate", "solve", "report", "alarm", "decide")


def told(name: str, load: Load, rounds: int, began: float) -> None:
    """What was endured, in one line."""
    kinds = {kind: len(load.done(kind)) for kind in KINDS}
    refused = sum(each.state == "refused" for each in load.book)
    silent = sum(each.state == "sent" for each in load.book)
    print(
        f"\n{name}, seed {scenarios.SEED}: {rounds} random moments in {time.monotonic() - began:.0f} s; acknowledged {kinds},"
        f" refused {refused}, unanswered {silent}; answers by status {dict(sorted(load.statuses.items()))};"
        " lost 0, doubled 0, `huzhu check` clean"
    )


def endure(site: Stack, name: str, fault: scenarios.Break, clock: Clock | None = None) -> None:
    """One kind of fault, many times."""
    people = proof.people(site, moderators=scenarios.WRITERS, members=scenarios.NEWCOMERS)
    server, began = site.process("serve", **(clock.settings() if clock else {})), time.monotonic()
    if clock:
        server.program = (sys.executable, "-c", START)
    load = scenarios.endured(site, people, server.start().ready(), [fault], times=ROUNDS)
    told(f"{name}, {fault.__name__}", load, ROUNDS, began)


def killed_below(_site: Stack, server: Process, _load: Load, _chance: random.Random) -> None:
    """The process that serves is killed, and its master starts another."""
    scenarios.kill_those_below(server)


def read_only(site: Stack, server: Process, load: Load, chance: random.Random) -> None:
    """The disk of the site is read-only for a while; now and then a process begins meanwhile."""
    with disk.read_only(site.folder / "site", server):
        if chance.random() < 0.5:
            scenarios.kill_those_below(server)
        if not site.environment.get("HUZHU_DATABASE_URL"):
            before = load.statuses[503]
            scenarios.wait_for("writing is refused", lambda: load.statuses[503] > before + 3)
        assert server.answers("/questions")


needs_mounts = pytest.mark.skipif(not disk.can_be_closed(), reason="root may mount nothing here")
EMBEDDED = (*scenarios.EMBEDDED, killed_below, pytest.param(read_only, marks=needs_mounts))


@pytest.mark.parametrize("fault", EMBEDDED, ids=lambda each: each.__name__)
def test_embedded(tmp_path: Path, fault: scenarios.Break) -> None:
    with stack(tmp_path) as site:
        endure(site, "SQLite", fault)


def test_embedded_under_a_clock_that_jumps(tmp_path: Path) -> None:
    with stack(tmp_path) as site:
        clock = Clock(tmp_path)
        endure(site, "SQLite", clock.jump, clock)


@contextmanager
def running(folder: Path) -> Iterator[Postgres]:
    """A database server of this test."""
    made = Postgres(folder)
    made.create()
    made.start()
    made.execute("CREATE DATABASE huzhu")
    yield made
    made.stop()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fault", ["killed", "killed_below", "database_killed", "closed", "read_only", "index_gone"]
)
def test_on_postgresql(tmp_path: Path, fault: str) -> None:
    def database_killed(_site: Stack, _server: Process, _load: Load, chance: random.Random) -> None:
        postgres.kill()
        time.sleep(chance.uniform(0, 0.5))
        postgres.start()

    def closed(_site: Stack, server: Process, load: Load, _chance: random.Random) -> None:
        postgres.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        postgres.execute("SELECT pg_reload_conf()")
        try:
            before = load.statuses[503]
            scenarios.wait_for("writing is refused", lambda: load.statuses[503] > before + 3)
            assert server.answers("/questions")
        finally:
            postgres.execute("ALTER SYSTEM RESET default_transaction_read_only")
            postgres.execute("SELECT pg_reload_conf()")

    def index_gone(_site: Stack, server: Process, _load: Load, _chance: random.Random) -> None:
        """The index lies in the database: its tables are dropped beneath the running site."""
        postgres.execute("DROP TABLE IF EXISTS search_entries, search_texts, search_terms", "huzhu")
        scenarios.wait_for("the index is back", lambda: server.answers("/readyz"))
        scenarios.wait_for("search answers", lambda: server.get("/search?q=kettle")[0] == 200)

    faults = (scenarios.killed, killed_below, database_killed, closed, read_only, index_gone)
    found = {each.__name__: each for each in faults}[fault]
    with (
        running(tmp_path / "postgres") as postgres,
        stack(tmp_path, HUZHU_DATABASE_URL=postgres.url()) as site,
    ):
        endure(site, "PostgreSQL", found)


@pytest.mark.postgres
def test_on_postgresql_under_a_clock_that_jumps(tmp_path: Path) -> None:
    with (
        running(tmp_path / "postgres") as postgres,
        stack(tmp_path, HUZHU_DATABASE_URL=postgres.url()) as site,
    ):
        clock = Clock(tmp_path)
        endure(site, "PostgreSQL", clock.jump, clock)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that can be filled."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def filled(folder: Path) -> Path:
    """What takes up all that is left of the disk."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65_536))
        except OSError:
            return ballast


@needs_mounts
@pytest.mark.postgres
def test_on_postgresql_without_room(tmp_path: Path, small_disk: Path) -> None:
    def full(_site: Stack, server: Process, load: Load, chance: random.Random) -> None:
        ballast = filled(small_disk)
        try:
            before = load.statuses[503]
            scenarios.wait_for("writing is refused", lambda: load.statuses[503] > before + 3)
            assert server.answers("/healthz")
        finally:
            ballast.unlink()
        if (
            not postgres.is_running()
        ):  # without room for its log it ends, and whoever minds it starts it again
            postgres.start()

    with (
        running(small_disk / "postgres") as postgres,
        stack(tmp_path, HUZHU_DATABASE_URL=postgres.url()) as site,
    ):
        endure(site, "PostgreSQL", full)


@needs_mounts
def test_embedded_without_room(tmp_path: Path, small_disk: Path) -> None:
    def no_room(_site: Stack, server: Process, load: Load, _chance: random.Random) -> None:
        ballast = filled(small_disk)
        try:
            before = load.statuses[503]
            scenarios.wait_for("writing is refused", lambda: load.statuses[503] > before + 3)
            assert server.answers("/questions")
        finally:
            ballast.unlink()

    with stack(small_disk) as site:
        endure(site, "SQLite", no_room)
