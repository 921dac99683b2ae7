"""News that were read long ago are forgotten; those that nobody has read wait for their reader."""

from datetime import timedelta

import pytest
from flask import Flask

from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import forgetting, services
from community.notifications.models import Delivery, Notification
from tests.conftest import both_databases


def told(by: Actor, *numbers: int) -> None:
    with unit_of_work():
        for number in numbers:
            services.notify([by.id], "comment", f"comment:{number}", data={"title": "Lamp", "actor": "Mei"})


@both_databases
def test_what_was_read_a_year_ago_goes(
    app: Flask, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "STEP", 2)
    start = clock.now()
    told(alice, 1, 2, 3, 4, 5)
    told(bob, 1)
    with unit_of_work():
        services.mark_read(by=alice)
    worker.tick(start)
    worker.tick(start + timedelta(days=364))
    assert db.session.query(Notification).count() == 6
    worker.tick(start + timedelta(days=366))
    db.session.expire_all()
    assert [each.member_id for each in db.session.query(Notification)] == [bob.id]
    assert {each.member_id for each in db.session.query(Delivery)} <= {bob.id}
