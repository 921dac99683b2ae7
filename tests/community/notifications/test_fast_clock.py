"""News of a clock that ran ahead and was put right are told soon, not when the time that it told comes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from community.kernel import clock, job_care, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.worker import tick
from community.notifications.models import Delivery
from tests.community.notifications.making import choose, in_folder, news
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
FAST = timedelta(days=400)


@both_databases
@pytest.mark.parametrize("kind", ["answer", "comment"])
def test_a_letter_of_then_comes_now(app: "Huzhu", bob: Actor, tmp_path: Path, kind: str) -> None:
    choose(bob, kind)
    with clock.at(NOW + FAST):
        news(bob, kind)
    tick(NOW)
    tick(NOW + timedelta(minutes=3))
    assert len(in_folder(tmp_path)) == 1
    tick(NOW + FAST + timedelta(minutes=5))
    assert len(in_folder(tmp_path)) == 1


@both_databases
def test_a_collection_of_then_comes_in_its_next_hour(app: "Huzhu", bob: Actor) -> None:
    choose(bob, "answer", email="daily")
    with clock.at(NOW + FAST):
        news(bob)
    tick(NOW)
    due = db.session.scalars(select(Delivery.due_at)).one()
    assert due == datetime(2026, 11, 27, 8, tzinfo=UTC)


@both_databases
def test_a_letter_sent_then_keeps_no_small_talk_waiting(app: "Huzhu", bob: Actor, tmp_path: Path) -> None:
    choose(bob, "comment")
    with clock.at(NOW + FAST):
        news(bob, "comment", "1")
    tick(NOW + FAST + timedelta(minutes=3))
    assert len(in_folder(tmp_path)) == 1
    with clock.at(NOW):
        news(bob, "comment", "2")
    tick(NOW + timedelta(minutes=3))
    assert len(in_folder(tmp_path)) == 2


@both_databases
def test_a_job_that_was_to_wait_a_moment_then_waits_no_longer(app: "Huzhu") -> None:
    done: list[object] = []
    app.extensions["huzhu_jobs"].add("work", done.append)
    with clock.at(NOW + FAST):
        jobs.enqueue("work", {"soon": True}, run_at=clock.now() + timedelta(minutes=2))
        jobs.enqueue("work", {"soon": False}, run_at=clock.now() + timedelta(days=1))
    db.session.commit()
    job_care.call_back(NOW)
    assert jobs.run_due(NOW) == 1
    assert done == [{"soon": True}]
