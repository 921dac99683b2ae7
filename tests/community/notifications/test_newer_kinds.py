"""While a site is upgraded, web processes of the new release note news of kinds that an old worker does not know."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import update

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.worker import tick
from community.notifications.models import Notification
from tests.community.notifications.making import choose, in_folder, news
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)


@both_databases
def test_they_wait_for_a_worker_that_does_and_the_others_are_told(
    app: "Huzhu", bob: Actor, tmp_path: Path
) -> None:
    choose(bob, "answer")
    with clock.at(NOW):
        news(bob, "answer", "known")
        news(bob, "answer", "new")
    new = Notification.cause == "answer:new"
    db.session.execute(update(Notification).where(new).values(kind="of-tomorrow"))
    db.session.commit()
    for minutes in (1, 20):
        tick(NOW + timedelta(minutes=minutes))
    assert len(in_folder(tmp_path)) == 1
    assert "of-tomorrow" not in in_folder(tmp_path)[0].as_string()
    db.session.execute(update(Notification).where(new).values(kind="answer"))  # the worker is upgraded
    db.session.commit()
    tick(NOW + timedelta(minutes=40))
    assert len(in_folder(tmp_path)) == 2
