"""Stopping and starting under load: no request is cut, and readiness tells the truth all the time."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from tests.faults.stack import Process, Stack, stack, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Stack]:
    with stack(tmp_path) as made:
        yield made


class Visitors:
    """Threads that ask for pages, each over a connection of its own, and count how it ended."""

    def __init__(self, server: Process, path: str, threads: int = 4) -> None:
        self.ended: Counter[str] = Counter()
        self._server, self._path, self._over = server, path, threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(threads)]

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def _ask(self) -> None:
        while not self._over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
            try:
                connection.connect()
            except OSError:
                self.ended["refused at the door"] += 1
                time.sleep(0.05)
                continue
            try:
                connection.request("GET", self._path)
                answer = connection.getresponse()
                answer.read()
                self.ended[str(answer.status)] += 1
            except (OSError, http.client.HTTPException) as error:
                self.ended[f"cut: {type(error).__name__}"] += 1
            finally:
                connection.close()


def test_a_stopping_server_ends_what_it_began_and_cuts_nothing(site: Stack) -> None:
    server = site.process("serve").start().ready()
    with Visitors(server, "/search?q=kettle") as visitors:
        wait_for("they are served", lambda: visitors.ended["200"] > 20)
        assert server.stop() == 0
        wait_for("the door is closed", lambda: visitors.ended["refused at the door"] > 3)
    assert not [each for each in visitors.ended if each.startswith("cut")], visitors.ended
    assert set(visitors.ended) <= {"200", "refused at the door"}


def test_readiness_tells_what_is_missing_and_a_balancer_may_leave_out_the_worker(site: Stack) -> None:
    web = site.process("web")
    assert web.get("/readyz")[0] == 0
    web.start().ready()
    status, told = web.get("/readyz")
    assert (status, json.loads(told)["parts"]["worker"]) == (503, False)
    assert web.answers("/readyz?without=worker")
    worker = site.process("worker").start()
    wait_for("the worker is seen", lambda: web.answers("/readyz"))
    assert worker.stop() == 0
    assert web.stop() == 0
