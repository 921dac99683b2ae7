"""Jobs where several processes work: nobody's wish is overtaken, nothing is done twice, and clocks may be wrong."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from community.kernel import attendance, broker, clock, job_care, job_leases, jobs
from community.kernel.db import db
from community.kernel.jobs import LEASE, Job, JobState
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.conftest import both_databases
from tests.faults.stack import wait_for

START = clock.parse("2026-03-02T09:00Z")


def elsewhere(app: Huzhu, work: Any) -> Any:
    """What `work` gives on another host."""
    found: list[Any] = []

    def run() -> None:
        with app.app_context():
            found.append(work())
            db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert found, "it waits for something"
    return found[0]


@pytest.fixture
def done(app: Huzhu) -> list[Mapping[str, Any]]:
    """What the handler of the kind `work` was given so far."""
    made: list[Mapping[str, Any]] = []
    app.extensions["huzhu_jobs"].add("work", made.append)
    return made


def ask(key: str | None = None) -> None:
    jobs.enqueue("work", {"number": 1}, key=key)


def only() -> Job:
    db.session.expire_all()
    return db.session.scalars(select(Job)).one()


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_waiting_job_is_not_begun_before_whoever_asks_again_is_through(
    app: Huzhu, done: list[Mapping[str, Any]]
) -> None:
    with unit_of_work():
        ask("same")
    with unit_of_work():
        ask("same")  # it would be done without seeing what this deed changes
        assert elsewhere(app, jobs.run_one) is False
    assert elsewhere(app, jobs.run_one) is True
    assert len(done) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_job_that_is_begun_meanwhile_is_asked_for_anew(app: Huzhu, done: list[Mapping[str, Any]]) -> None:
    with unit_of_work():
        ask("same")
    assert jobs._lease(clock.now(), jobs.registry().kinds) is not None
    with unit_of_work():
        ask("same")
    assert jobs.run_one()
    assert db.session.scalars(select(Job.state).order_by(Job.id)).all() == [JobState.WAITING, JobState.DONE]


@both_databases
def test_what_somebody_else_did_meanwhile_is_not_kept_twice(
    app: Huzhu, done: list[Mapping[str, Any]]
) -> None:
    def slow(_payload: Mapping[str, Any]) -> None:
        """Another host took over while this one stood still."""
        db.session.execute(update(Job).values(state=JobState.DONE, leased_until=None))
        jobs.enqueue("work", {"left": "behind"})

    app.extensions["huzhu_jobs"].add("slow", slow)
    with unit_of_work():
        jobs.enqueue("slow", {})
    db.session.execute(update(Job).values(attempts=3))
    db.session.commit()
    assert jobs.run_one()
    assert only().state == JobState.WAITING  # all that was done in this transaction is gone with it


@both_databases
def test_work_that_takes_long_keeps_its_lease(app: Huzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_leases, "RENEWED_EVERY", 0.01)
    renewed = threading.Event()

    def long(_payload: Mapping[str, Any]) -> None:
        first = only().leased_until
        db.session.rollback()
        for _look in range(500):
            with db.engine.connect() as connection:
                if connection.scalar(select(Job.leased_until)) != first:
                    renewed.set()
                    return
            threading.Event().wait(0.01)

    app.extensions["huzhu_jobs"].add("long", long, in_transaction=False)
    with unit_of_work():
        jobs.enqueue("long", {})
    assert jobs.run_one()
    assert renewed.is_set()
    assert only().state == JobState.DONE


@both_databases
def test_what_was_asked_for_under_a_clock_that_ran_ahead_is_done_all_the_same(
    app: Huzhu, done: list[Mapping[str, Any]]
) -> None:
    with clock.at(START + timedelta(hours=5)), unit_of_work():
        ask()
        jobs.enqueue("work", {"number": 2}, run_at=START + timedelta(days=2))
    with clock.at(START):
        assert jobs.run_due() == 0
        job_care.call_back(START)
        assert jobs.run_due() == 1
    assert done == [{"number": 1}]
    with clock.at(START + timedelta(days=2, seconds=1)):
        job_care.call_back(clock.now())
        assert jobs.run_due() == 1


@both_databases
def test_a_lease_from_the_future_does_not_hold_for_hours(app: Huzhu, done: list[Mapping[str, Any]]) -> None:
    with unit_of_work():
        ask()
    db.session.execute(
        update(Job).values(run_at=START, created_at=START, leased_until=START + timedelta(hours=9))
    )
    db.session.commit()
    job_care.call_back(START)
    assert jobs.run_due(START + LEASE + timedelta(seconds=1)) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_of_many_workers_one_looks_at_the_clock_and_another_follows_it(app: Huzhu) -> None:
    assert not attendance.anyone_at_work(db.engine)
    first, second = attendance.Attendance(db.engine), attendance.Attendance(db.engine)
    assert [first.may_tick(), second.may_tick(), first.may_tick()] == [True, False, True]
    assert attendance.anyone_at_work(db.engine)
    first.leave()
    assert second.may_tick()
    db.session.connection().exec_driver_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND datname = current_database()"
    )
    assert not second.may_tick(), "its connection is gone, and with it the right"
    wait_for("it takes the right again", second.may_tick)
    second.leave()
    db.session.rollback()
    assert not attendance.anyone_at_work(db.engine)


def test_hints_do_not_pile_up_where_nobody_takes_them(redis_url: str) -> None:
    celery, hints = broker.celery_for(redis_url), broker.Hints(redis_url)
    for _turn in range(broker.MOST_WAITING):
        celery.send_task(broker.TASK, retry=False)
    full = broker._waiting(celery)
    assert full >= broker.MOST_WAITING
    hints.give()
    threading.Event().wait(10 * broker.AT_ONCE)
    assert broker._waiting(celery) == full, "so many say all there is to say"
    celery.control.purge()
    hints.give()
    wait_for("a hint", lambda: broker._waiting(celery) == 1)
    celery.control.purge()
