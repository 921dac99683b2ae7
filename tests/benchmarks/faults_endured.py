"""The faults of `tests/faults` again and again, each at a random moment, on both databases.

HUZHU_FAULT_ROUNDS=40 HUZHU_FAULT_SEED=7 make bench
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import proof, scenarios
from tests.faults.load import Load
from tests.faults.stack import Postgres, Process, Stack, stack

ROUNDS = scenarios.rounds(8)


def told(name: str, load: Load, rounds: int, began: float) -> None:
    """What was endured, in one line."""
    kinds = {kind: len(load.done(kind)) for kind in ("ask", "answer", "comment", "rate", "solve", "report")}
    refused = sum(each.state == "refused" for each in load.book)
    silent = sum(each.state == "sent" for each in load.book)
    print(
        f"\n{name}, seed {scenarios.SEED}: {rounds} random moments in {time.monotonic() - began:.0f} s; acknowledged {kinds},"
        f" refused {refused}, unanswered {silent}; answers by status {dict(sorted(load.statuses.items()))};"
        " lost 0, doubled 0, `huzhu check` clean"
    )


@pytest.mark.parametrize("fault", scenarios.EMBEDDED, ids=lambda each: each.__name__)
def test_embedded(tmp_path: Path, fault: scenarios.Break) -> None:
    with stack(tmp_path) as site:
        people = proof.people(site, moderators=scenarios.WRITERS, members=scenarios.NEWCOMERS)
        server, began = site.process("serve").start().ready(), time.monotonic()
        load = scenarios.endured(site, people, server, [fault], times=ROUNDS)
        told(f"SQLite, {fault.__name__}", load, ROUNDS, began)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    made = Postgres(tmp_path / "postgres")
    made.create()
    made.start()
    made.execute("CREATE DATABASE huzhu")
    yield made
    made.stop()


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    def killed_below(_site: Stack, _server: Process, _load: Load, chance: random.Random) -> None:
        postgres.kill()
        time.sleep(chance.uniform(0, 0.5))
        postgres.start()

    def read_only(_site: Stack, server: Process, load: Load, _chance: random.Random) -> None:
        postgres.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        postgres.execute("SELECT pg_reload_conf()")
        try:
            before = load.statuses[503]
            scenarios.wait_for("writing is refused", lambda: load.statuses[503] > before + 3)
            assert server.answers("/questions")
        finally:
            postgres.execute("ALTER SYSTEM RESET default_transaction_read_only")
            postgres.execute("SELECT pg_reload_conf()")

    with stack(tmp_path, HUZHU_DATABASE_URL=postgres.url()) as site:
        people = proof.people(site, moderators=scenarios.WRITERS, members=scenarios.NEWCOMERS)
        server, began = site.process("serve").start().ready(), time.monotonic()
        breaks = [scenarios.killed, killed_below, read_only]
        load = scenarios.endured(site, people, server, breaks, times=ROUNDS)
        told("PostgreSQL, killed, killed below and read only", load, 3 * ROUNDS, began)
