"""While the index is made anew: what changes waits together and is written soon after, and all other work goes on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.jobs import Job, JobState
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.kernel.worker import Worker
from community.search import index, postgres, services
from community.search.engine import backend
from tests.conftest import both_databases

PATIENCE = 30


@pytest.fixture
def writing(app: Huzhu, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[None]]:
    """Another process writes the index inside this."""
    monkeypatch.setattr(index, "_PATIENCE", 0.01)
    monkeypatch.setattr(postgres, "_PATIENCE", "10ms")

    @contextmanager
    def held() -> Iterator[None]:
        engine: Any = backend()
        if isinstance(engine, index.WhooshIndex):
            with engine._folder.writing(0):
                yield
            return
        with db.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": postgres._LOCK})
            yield

    return held


@both_databases
def test_what_changes_meanwhile_waits_together_and_is_no_failure(
    writing: Callable[[], AbstractContextManager[None]],
) -> None:
    services.ensure_index()
    with unit_of_work():
        for question_id in (7, 8, 9):
            services.thread_changed(question_id)
    with writing():
        for turn in range(4):
            with clock.at(clock.now() + turn * timedelta(minutes=1)):
                jobs.run_due()
    waiting = select(Job.payload, Job.attempts, Job.error).filter_by(state=JobState.WAITING).order_by(Job.id)
    assert [tuple(each) for each in db.session.execute(waiting)] == [
        ({"question_id": number}, 0, None) for number in (7, 8, 9)
    ]
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert jobs.run_due() == 1, "all of them at once"
    assert db.session.execute(waiting).all() == []


@pytest.mark.parametrize("kind", [services.REBUILD, services.CLEAN])
def test_other_work_goes_on(app: Huzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    begun, over, quick = threading.Event(), threading.Event(), threading.Event()

    def long() -> None:
        begun.set()
        assert over.wait(PATIENCE)

    services.ensure_index()
    monkeypatch.setattr(services, "rebuild", long)
    app.extensions["huzhu_jobs"].add("quick", lambda _payload: quick.set())
    with unit_of_work():
        jobs.enqueue(kind, {})
    worker = Worker(app, tmp_path)
    thread = worker.start_thread()
    assert begun.wait(PATIENCE)
    with unit_of_work():
        jobs.enqueue("quick", {})
    done = quick.wait(PATIENCE / 3)
    over.set()
    worker.stop()
    thread.join(PATIENCE)
    assert done, "it waits until the index is made"
