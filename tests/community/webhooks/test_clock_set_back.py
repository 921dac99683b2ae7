"""A clock that was fast and is set right again holds up no message: the job is called back, and its message with it."""

from datetime import timedelta

from sqlalchemy import select

from community.kernel import clock, job_care, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.webhooks import services
from community.webhooks.models import Delivery, Webhook
from tests.community.webhooks.receiver import Receiver


def test_a_message_of_a_future_that_did_not_come_is_sent_now(
    webhook: Webhook, receiver: Receiver, grace: Actor
) -> None:
    now = clock.now()
    with clock.at(now + timedelta(hours=2)), unit_of_work():
        services.test(webhook, by=grace)
    job_care.call_back(now)
    jobs.run_due()
    db.session.expire_all()
    assert db.session.scalars(select(Delivery.state)).one() == "arrived"


def test_a_receiver_that_failed_in_that_future_rests_no_longer_than_any(
    webhook: Webhook, receiver: Receiver, grace: Actor
) -> None:
    now = clock.now()
    receiver.status = 500
    with clock.at(now + timedelta(hours=2)):
        with unit_of_work():
            services.test(webhook, by=grace)
        jobs.run_due()
    receiver.status = 204
    job_care.call_back(now)
    with clock.at(now + timedelta(minutes=16)):
        with unit_of_work():
            services.test(webhook, by=grace)
        jobs.run_due()
    db.session.expire_all()
    states = db.session.scalars(select(Delivery.state).order_by(Delivery.id)).all()
    assert states[-1] == "arrived"
