"""A clock that was fast and is set right again holds up no message: the job is called back, and its message with it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from community.kernel import clock, job_care, jobs, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.webhooks import services
from community.webhooks.models import Delivery, Webhook
from tests.community.webhooks.receiver import Receiver
from tests.conftest import both_databases


def set_right(now: datetime) -> None:
    """As workers do that look at the clock."""
    job_care.call_back(now)
    worker.tick(now)


def states() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery.state).order_by(Delivery.id)))


@both_databases
def test_a_message_of_a_future_that_did_not_come_is_sent_now(
    webhook: Webhook, receiver: Receiver, grace: Actor
) -> None:
    now = clock.now()
    with clock.at(now + timedelta(hours=2)), unit_of_work():
        services.test(webhook, by=grace)
    set_right(now)
    assert states() == ["arrived"]


@both_databases
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
    set_right(now)
    with clock.at(now + timedelta(minutes=16)):
        with unit_of_work():
            services.test(webhook, by=grace)
        jobs.run_due()
    assert states()[-1] == "arrived"


def test_a_message_that_failed_in_a_far_future_waits_no_longer_than_any(
    webhook: Webhook, receiver: Receiver, grace: Actor
) -> None:
    now = clock.now()
    receiver.status = 500
    with clock.at(now + timedelta(days=300)):
        with unit_of_work():
            services.test(webhook, by=grace)
        jobs.run_due()
    receiver.status = 204
    set_right(now)
    assert states() == ["arrived"]


@pytest.mark.parametrize("failed", [1, 5])
def test_a_message_that_waits_for_its_next_try_goes_on_waiting(
    webhook: Webhook, receiver: Receiver, grace: Actor, failed: int
) -> None:
    receiver.status = 500
    with unit_of_work():
        services.test(webhook, by=grace)
        db.session.execute(update(Delivery).values(attempts=failed - 1))
        db.session.execute(update(Webhook).values(failures=failed - 1))
    now = clock.now()
    with clock.at(now):
        jobs.run_due()
    set_right(now + timedelta(seconds=1))
    assert (len(receiver.taken), states()) == (1, ["waiting"])
