"""A job whose error holds what the database cannot keep fails as any other: it waits, and others go on."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from community.kernel import events, jobs
from community.kernel.bus import bus, publish
from community.kernel.db import db
from community.kernel.faults import FailedReaction
from community.kernel.jobs import Job
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.conftest import both_databases

UNPRINTABLE = ("cut off at \x00", "no such file: \udce4.png")
DUE = events.ArticleDue(
    article_id=1,
    title="Reset",
    reason="date",
    number=0,
    author_id=None,
    published_by_id=None,
    due_at=datetime(2026, 11, 27, 12, tzinfo=UTC),
)


@both_databases
@pytest.mark.parametrize("said", UNPRINTABLE, ids=["nul", "surrogate"])
def test_an_error_that_cannot_be_written_down_is_noted_all_the_same(app: Huzhu, said: str) -> None:
    def run(_payload: object) -> None:
        raise OSError(said)

    app.extensions["huzhu_jobs"].add("work", run)
    with unit_of_work():
        jobs.enqueue("work", {})
    assert jobs.run_one()
    db.session.expire_all()
    job = db.session.scalars(select(Job)).one()
    assert job.leased_until is None
    assert "OSError" in (job.error or "")


@both_databases
@pytest.mark.parametrize("said", UNPRINTABLE, ids=["nul", "surrogate"])
def test_a_reaction_whose_error_cannot_be_written_down_costs_the_deed_nothing(app: Huzhu, said: str) -> None:
    def fails(_event: events.ArticleDue) -> None:
        raise OSError(said)

    told = bus()
    told._handlers[events.ArticleDue].clear()
    told.forgiving = True
    told.on_best_effort(events.ArticleDue, fails)
    with unit_of_work():
        publish(DUE)
    fault = db.session.scalars(select(FailedReaction)).one()
    assert fault.error.splitlines()[-1].startswith("OSError: ")
