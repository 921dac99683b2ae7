"""A Redis that answers and refuses, as one that is full or became a standby: workers outlast it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis as client

from community.kernel import broker
from tests.faults.stack import Redis, Stack, stack, wait_for

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    made = Redis(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def site(tmp_path: Path, redis: Redis) -> Iterator[Stack]:
    with stack(tmp_path, HUZHU_REDIS_URL=redis.url) as made:
        assert made.run("init").returncode == 0
        yield made


def test_a_worker_goes_on_while_redis_refuses_and_takes_hints_again(site: Stack, redis: Redis) -> None:
    server, celery = client.Redis(port=redis.port), broker.celery_for(redis.url)
    worker = site.process("worker")

    def wait_until(done: Callable[[], bool], what: str) -> None:
        wait_for(what, lambda: done() or not worker.is_running())
        assert worker.is_running(), worker.log.read_text()[-2000:]

    def takes_hints() -> bool:
        return broker._waiting(celery) == 0

    def rests() -> bool:
        """Whether it has said of every hint that it is done, and waits for another."""
        return not server.exists("unacked_index") and server.info("clients")["blocked_clients"] > 0

    server.config_set("maxmemory", 1)
    worker.start()
    wait_until(lambda: "maxmemory" in worker.log.read_text(), "it is refused while it begins")
    server.config_set("maxmemory", 0)
    celery.send_task(broker.TASK, retry=False)
    wait_until(takes_hints, "it takes hints")
    wait_until(rests, "it waits for the next")
    server.execute_command("REPLICAOF", "127.0.0.1", "1")
    wait_until(lambda: "UNBLOCKED" in worker.log.read_text(), "it is refused while it waits")
    server.execute_command("REPLICAOF", "NO", "ONE")
    celery.send_task(broker.TASK, retry=False)
    wait_until(takes_hints, "it takes hints again")
    assert worker.stop() == 0
