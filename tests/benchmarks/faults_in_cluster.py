"""A cluster in which each part dies again and again at random moments: web processes, workers, database, Redis.

HUZHU_FAULT_ROUNDS=40 HUZHU_FAULT_SEED=7 make bench BENCH=faults_in_cluster
"""

import random
import time
from pathlib import Path

import pytest

from tests.benchmarks.faults_endured import ROUNDS, running, told
from tests.faults import proof, scenarios
from tests.faults.load import Load
from tests.faults.stack import Process, Redis, Stack, stack, wait_for


@pytest.mark.postgres
@pytest.mark.redis
def test_in_a_cluster(tmp_path: Path) -> None:  # noqa: PLR0915 - the cluster with what breaks it
    def process_killed(_site: Stack, _server: Process, load: Load, chance: random.Random) -> None:
        name = chance.choice(sorted(parts))
        parts[name].kill()
        load.wait_for(3)
        parts[name].start()
        if name in {"a", "b"}:
            parts[name].ready()

    def database_killed(_site: Stack, _server: Process, _load: Load, chance: random.Random) -> None:
        postgres.kill()
        time.sleep(chance.uniform(0, 1))
        postgres.start()

    def redis_gone(_site: Stack, _server: Process, load: Load, chance: random.Random) -> None:
        redis.kill()
        load.wait_for(3)
        time.sleep(chance.uniform(0, 1))
        redis.start()

    redis = Redis(tmp_path)
    redis.start()
    with running(tmp_path / "postgres") as postgres:
        settings = {"HUZHU_DATABASE_URL": postgres.url(), "HUZHU_REDIS_URL": redis.url}
        settings["HUZHU_STORAGE_URL"] = f"file://{tmp_path / 'pictures'}"
        with stack(tmp_path, **settings) as site:
            people = proof.people(site, moderators=scenarios.WRITERS, members=scenarios.NEWCOMERS)
            kinds = {"a": "web", "b": "web", "c": "worker", "d": "worker"}
            parts = {name: site.process(kind, name=name).start() for name, kind in kinds.items()}
            first, other = (parts[name].ready() for name in ("a", "b"))
            wait_for("everything is ready", lambda: first.answers("/readyz") and other.answers("/readyz"))
            began, breaks = time.monotonic(), [process_killed, database_killed, redis_gone]
            load = scenarios.endured(site, people, first, breaks, times=ROUNDS, others=[other], name="c")
            told("A cluster, processes, database and Redis killed", load, len(breaks) * ROUNDS, began)
    redis.kill()
