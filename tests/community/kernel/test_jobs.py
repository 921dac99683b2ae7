"""Jobs: tried again with longer and longer waits, given up after the last try, freed when their worker was killed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.jobs import BACK_OFF, LEASE, LONGEST_BACK_OFF, MOST_ATTEMPTS, Job, JobState
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.conftest import both_databases

START = clock.parse("2026-03-02T09:00Z")


class Work:
    """A kind of job that fails as often as it is told to."""

    def __init__(self) -> None:
        self.failures = 0
        self.done: list[Mapping[str, Any]] = []

    def run(self, payload: Mapping[str, Any]) -> None:
        if self.failures:
            self.failures -= 1
            message = "not now"
            raise OSError(message)
        self.done.append(payload)


@pytest.fixture
def work(app: Huzhu) -> Work:
    made = Work()
    app.extensions["huzhu_jobs"].add("work", made.run)
    return made


Job_ = Callable[[], Job]


@pytest.fixture
def job(work: Work) -> Job_:
    with clock.at(START), unit_of_work():
        jobs.enqueue("work", {"number": 1})

    def now() -> Job:
        db.session.expire_all()
        return db.session.scalars(select(Job)).one()

    return now


def lease() -> None:
    """Take the job as a worker does that is killed before it ends."""
    with clock.at(START):
        assert jobs._lease(START, jobs.registry().kinds) is not None


def test_each_failure_doubles_the_wait_until_the_job_is_given_up(work: Work, job: Job_) -> None:
    work.failures = 1_000
    waits = []
    moment = START
    while job().state == JobState.WAITING:
        with clock.at(moment):
            assert jobs.run_due() == 1
            assert jobs.run_due() == 0, "before its time it is left alone"
        waits.append(job().run_at - moment)
        moment = job().run_at
    assert waits[:4] == [BACK_OFF * 2, BACK_OFF * 4, BACK_OFF * 8, BACK_OFF * 16]
    assert max(waits) == LONGEST_BACK_OFF
    assert len(waits) == MOST_ATTEMPTS
    assert (job().state, job().error) == (JobState.DEAD, "OSError: not now")
    with clock.at(moment + timedelta(days=30)):
        assert jobs.run_due() == 0


def test_a_job_that_comes_right_is_done_once(work: Work, job: Job_) -> None:
    work.failures = 2
    for hours in range(4):
        with clock.at(START + timedelta(hours=hours)):
            jobs.run_due()
    assert work.done == [{"number": 1}]
    assert (job().state, job().error) == (JobState.DONE, None)


def test_the_same_key_asks_for_the_same_work_until_it_begins(work: Work) -> None:
    for number in range(3):
        with unit_of_work():
            jobs.enqueue("work", {"number": number}, key="one")
    jobs.run_due()
    with unit_of_work():
        jobs.enqueue("work", {"number": 3}, key="one")
    jobs.run_due()
    assert [payload["number"] for payload in work.done] == [0, 3]


def test_a_deed_that_is_undone_takes_its_jobs_with_it(work: Work) -> None:
    def fail() -> None:
        with unit_of_work():
            jobs.enqueue("work", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert jobs.run_due() == 0


@both_databases
def test_the_lease_of_a_killed_worker_runs_out(work: Work, job: Job_) -> None:
    lease()
    while_leased = START + LEASE - timedelta(seconds=1)
    assert not jobs.run_one(while_leased)
    assert jobs.run_one(START + LEASE + timedelta(seconds=1))
    assert work.done == [{"number": 1}]


def test_on_an_embedded_database_the_successor_takes_over_at_once(work: Work, job: Job_) -> None:
    lease()
    with jobs.at_work():
        assert jobs.run_one(START + timedelta(seconds=1))
    assert work.done == [{"number": 1}]


def test_what_a_living_worker_holds_is_not_taken(work: Work, job: Job_) -> None:
    with jobs.at_work():
        lease()
        assert jobs.run_due(START + timedelta(seconds=1)) == 0
    assert work.done == []


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_where_other_hosts_may_work_nothing_is_taken(work: Work, job: Job_) -> None:
    lease()
    assert jobs.run_due(START + timedelta(seconds=1)) == 0


def test_a_job_that_kills_every_worker_is_given_up(work: Work, job: Job_) -> None:
    for _try in range(MOST_ATTEMPTS):
        lease()
        with jobs.at_work():
            pass
    assert jobs.run_due(START + timedelta(seconds=1)) == 0
    assert (job().state, job().error) == (JobState.DEAD, jobs.KILLED)


def test_jobs_of_a_kind_that_rests_gather_for_who_comes_again(
    app: Huzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is done at once, those after it in one batch; a command that does what is due waits for nothing."""
    passed = 0.0
    monkeypatch.setattr("community.kernel.job_kinds.time.monotonic", lambda: 1_000.0 + passed)
    batches: list[list[int]] = []
    app.extensions["huzhu_jobs"].add_batch(
        "gathers", lambda payloads: batches.append([each["number"] for each in payloads]), rest=2.0
    )

    def asked(*numbers: int) -> None:
        with unit_of_work():
            for number in numbers:
                jobs.enqueue("gathers", {"number": number})

    asked(1)
    assert jobs.run_one(patient=True)
    asked(2, 3)
    passed = 1.9
    assert not jobs.run_one(patient=True)
    passed = 2.1
    assert jobs.run_one(patient=True)
    asked(4)
    assert jobs.run_due() == 1
    assert batches == [[1], [2, 3], [4]]
