"""A job whose error holds what the database cannot keep fails as any other: it waits, and others go on."""

import pytest
from sqlalchemy import select

from community.kernel import jobs
from community.kernel.db import db
from community.kernel.jobs import Job
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.conftest import both_databases


@both_databases
@pytest.mark.parametrize("said", ["cut off at \x00", "no such file: \udce4.png"], ids=["nul", "surrogate"])
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
