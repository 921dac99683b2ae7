"""One job that can never be done does not keep those from being done that are taken together with it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.jobs import Job, JobState
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.conftest import both_databases

GATHERED, BAD, ALL = "gathered", 3, 6


@both_databases
def test_the_others_are_done(app: Huzhu) -> None:
    done: set[int] = set()

    def work(payloads: list[Mapping[str, Any]]) -> None:
        numbers = {payload["number"] for payload in payloads}
        if BAD in numbers:
            raise LookupError(BAD)
        done.update(numbers)

    app.extensions["huzhu_jobs"].add_batch(GATHERED, work)
    with unit_of_work():
        for number in range(ALL):
            jobs.enqueue(GATHERED, {"number": number})
    now = clock.now()
    for day in range(30):
        moment = now + timedelta(days=day)
        with clock.at(moment):
            jobs.run_due(moment)
    assert done == set(range(ALL)) - {BAD}
    given_up = db.session.scalars(select(Job).where(Job.kind == GATHERED, Job.state == JobState.DEAD)).all()
    assert [job.payload["number"] for job in given_up] == [BAD]
