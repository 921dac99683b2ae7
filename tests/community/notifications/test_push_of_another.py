"""A browser that another member has taken over shows nothing of who had it before, whatever still waits for it."""

from flask import Flask

from community.kernel import jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import pushing
from community.notifications.models import PushDevice
from tests.community.notifications.making import choose, news
from tests.community.notifications.test_push import PushService, device, service
from tests.conftest import both_databases

__all__ = ["device", "service"]


@both_databases
def test_what_waits_for_the_one_is_not_shown_to_the_other(
    app: Flask, bob: Actor, carol: Actor, device: PushDevice, service: PushService
) -> None:
    choose(bob, "answer", push="instant")
    news(bob)
    service.status = 503  # it waits to be tried again
    jobs.run_due()
    service.taken.clear()
    with unit_of_work():
        pushing.add(carol.id, service.subscription())
    service.status = 201
    with unit_of_work():
        for job in db.session.query(jobs.Job).filter_by(kind=pushing.JOB, state="waiting"):
            job.run_at = job.created_at
    jobs.run_due()
    assert service.read() == []
