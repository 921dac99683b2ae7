"""One job that can never be done does not keep those from being done that are taken together with it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.jobs import Job, JobState
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.conftest import both_databases

GATHERED, BAD, ALL = "gathered", 3, 6


class Killed(BaseException):
    """The process ends in the middle of its work."""


@both_databases
@pytest.mark.parametrize("ends_with", [LookupError, Killed])
def test_the_others_are_done(app: Huzhu, ends_with: type[BaseException]) -> None:
    done: set[int] = set()

    def work(payloads: list[Mapping[str, Any]]) -> None:
        numbers = {payload["number"] for payload in payloads}
        if BAD in numbers:
            raise ends_with(BAD)
        done.update(numbers)

    app.extensions["huzhu_jobs"].add_batch(GATHERED, work)
    with unit_of_work():
        for number in range(ALL):
            jobs.enqueue(GATHERED, {"number": number})
    now = clock.now()
    for day in range(30):
        moment = now + timedelta(days=day)
        with clock.at(moment), suppress(Killed):
            jobs.run_due(moment)
    assert done == set(range(ALL)) - {BAD}
    given_up = db.session.scalars(select(Job).where(Job.kind == GATHERED, Job.state == JobState.DEAD)).all()
    assert [job.payload["number"] for job in given_up] == [BAD]


@both_databases
def test_what_is_done_alone_lets_nothing_gather(app: Huzhu) -> None:
    """After a batch that failed, each of its jobs would else wait for the pause after the one before."""
    batches: list[list[int]] = []

    def work(payloads: list[Mapping[str, Any]]) -> None:
        numbers = [payload["number"] for payload in payloads]
        if len(numbers) > 1:
            raise LookupError
        batches.append(numbers)

    app.extensions["huzhu_jobs"].add_batch(GATHERED, work, rest=3600.0)
    with unit_of_work():
        for number in range(ALL):
            jobs.enqueue(GATHERED, {"number": number})
    later = clock.now() + timedelta(days=1)
    with clock.at(later):
        for _turn in range(jobs.TRIES_IN_COMPANY):
            assert jobs.run_one(later)
            later += timedelta(days=1)
    app.extensions["huzhu_jobs"].rests_until.clear()
    while jobs.run_one(later, patient=True):
        pass
    assert batches == [[number] for number in range(ALL)]
