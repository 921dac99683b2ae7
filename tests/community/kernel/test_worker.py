"""The worker: what waits for another machine holds up nothing else, and nothing that fails around it ends it."""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from community.kernel import clock, jobs, worker
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.kernel.worker import Worker

PATIENCE = 30


@pytest.fixture
def running(app: Huzhu, tmp_path: Path) -> Iterator[Worker]:
    """A worker in a thread of this process."""
    made = Worker(app, tmp_path)
    thread = made.start_thread()
    yield made
    made.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_slow_mail_server_holds_up_nothing_else(app: Huzhu, running: Worker) -> None:
    begun, answered, quick = threading.Event(), threading.Event(), threading.Event()

    def letter(_payload: Mapping[str, Any]) -> None:
        begun.set()
        assert answered.wait(PATIENCE)

    app.extensions["huzhu_jobs"].add("letter", letter, in_transaction=False)
    app.extensions["huzhu_jobs"].add("quick", lambda _payload: quick.set())
    with unit_of_work():
        jobs.enqueue("letter", {})
    assert begun.wait(PATIENCE)
    with unit_of_work():
        jobs.enqueue("quick", {})
    assert quick.wait(PATIENCE)
    answered.set()


def test_a_silent_mail_server_holds_up_no_push_and_a_silent_model_neither(
    app: Huzhu, running: Worker
) -> None:
    """What the site itself registers: each waits for a machine of another kind, and none for the others."""
    registry = app.extensions["huzhu_jobs"]
    lanes = {name: registry.kinds[name].lane for name in ("send_email", "push", "opinion")}
    assert len(set(lanes.values())) == 3, lanes
    answered, told = threading.Event(), {name: threading.Event() for name in lanes}
    with unit_of_work():
        for name, lane in lanes.items():

            def silent(_payload: Mapping[str, Any], name: str = name) -> None:
                told[name].set()
                assert answered.wait(PATIENCE)

            registry.add(f"silent-{name}", silent, in_transaction=False, lane=lane)
            jobs.enqueue(f"silent-{name}", {})
    assert all(each.wait(PATIENCE) for each in told.values()), "all of them were begun, and none has ended"
    answered.set()


def test_a_mail_server_that_does_not_answer_does_not_hold_up_the_end(
    app: Huzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LETTER_SECONDS", 0.1)
    begun, answered = threading.Event(), threading.Event()

    def letter(_payload: Mapping[str, Any]) -> None:
        begun.set()
        answered.wait(PATIENCE)

    app.extensions["huzhu_jobs"].add("letter", letter, in_transaction=False)
    made = Worker(app, tmp_path)
    thread = made.start_thread()
    with unit_of_work():
        jobs.enqueue("letter", {})
    assert begun.wait(PATIENCE)
    made.stop()
    thread.join(PATIENCE / 2)
    ended = not thread.is_alive()
    answered.set()
    assert ended


def test_a_letter_goes_out_at_once_and_not_at_the_next_look(
    app: Huzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 10 * PATIENCE)
    first, second = threading.Event(), threading.Event()
    app.extensions["huzhu_jobs"].add("first", lambda _payload: first.set(), in_transaction=False)
    app.extensions["huzhu_jobs"].add("second", lambda _payload: second.set(), in_transaction=False)
    made = Worker(app, tmp_path)
    thread = made.start_thread()
    for kind, gone in (("first", first), ("second", second)):
        with unit_of_work():
            jobs.enqueue(kind, {})
        assert gone.wait(PATIENCE)
    made.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_worker_whose_disk_and_database_fail_goes_on_when_they_are_back(
    app: Huzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed, done = threading.Event(), threading.Event()
    app.extensions["huzhu_jobs"].add("work", lambda _payload: done.set())
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)

    def fail(*_args: object, **_more: object) -> bool:
        failed.set()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "run_one", fail)
        broken.setattr(Path, "touch", fail)
        made = Worker(app, tmp_path)
        thread = made.start_thread()
        assert failed.wait(PATIENCE)
        with unit_of_work():
            jobs.enqueue("work", {})
    assert done.wait(PATIENCE)
    made.stop()
    thread.join(PATIENCE)
    db.session.remove()


def test_an_outage_is_told_once_and_not_each_second(
    app: Huzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour without PostgreSQL filled 60 MB of the disk with one and the same error and the way to it."""
    tries: list[None] = []
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)

    def away(*, waiting: bool, **_more: object) -> bool:
        if not waiting:  # by the loop itself
            tries.append(None)
        raise OperationalError("SELECT 1", {}, OSError("connection refused"))

    made = Worker(app, tmp_path)
    with structlog.testing.capture_logs() as told, monkeypatch.context() as broken:
        broken.setattr(jobs, "run_one", away)
        thread = made.start_thread()
        until = time.monotonic() + PATIENCE
        while len(tries) < 20 and time.monotonic() < until:
            time.sleep(0.01)
        broken.undo()
        while not [line for line in told if line["event"] == "worker_goes_on"] and time.monotonic() < until:
            time.sleep(0.01)
        made.stop()
        thread.join(PATIENCE)
    db.session.remove()
    faltered = [line for line in told if line["event"] == "worker_faltered"]
    assert len(tries) >= 20
    assert 1 <= len(faltered) <= 2, "by the loop, and by what it has beside it"
    assert all(line["outage"] == "busy" and "exc_info" not in line for line in faltered)
    assert [line["event"] for line in told].count("worker_goes_on") == 1


def test_much_to_do_holds_up_neither_the_clock_nor_the_end(
    app: Huzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TICK_SECONDS", 0.01)
    looked, moments = threading.Semaphore(0), set()

    def endless(_payload: Mapping[str, Any]) -> None:
        moments.add(clock.now())
        jobs.enqueue("endless", {})

    app.extensions["huzhu_jobs"].add("endless", endless)
    app.extensions["huzhu_ticks"] = []
    worker.add_tick(app, "look", lambda _now: looked.release())
    with unit_of_work():
        jobs.enqueue("endless", {})
    made = Worker(app, tmp_path)
    thread = made.start_thread()
    often = all(looked.acquire(timeout=PATIENCE / 3) for _look in range(3))
    made.stop()
    thread.join(PATIENCE / 3)
    assert often, "timers wait until nothing is left to do"
    assert not thread.is_alive(), "nor does it end before"
    assert len(moments) > 1, "each job is done at its own moment"


@pytest.mark.parametrize(("ago", "alive"), [(0, True), (600, False), (-6 * 3600, False)])
def test_a_worker_shows_itself_lately_also_where_the_clock_was_fast(
    app: Huzhu, tmp_path: Path, ago: int, *, alive: bool
) -> None:
    heartbeat = tmp_path / worker.HEARTBEAT
    heartbeat.touch()
    os.utime(heartbeat, (time.time() - ago,) * 2)
    assert worker.is_alive(tmp_path) is alive
