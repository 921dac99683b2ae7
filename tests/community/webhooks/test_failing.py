"""A receiver that fails loses nothing and holds up nobody; one that never takes anything is left alone."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from community.kernel import checks, clock, jobs, outgoing
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.jobs import Job, JobState
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.webhooks import queries, recording, rules, sending, services
from community.webhooks.models import Delivery, Webhook
from community.webhooks.rules import Wanted
from tests.community.webhooks.receiver import Receiver
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

Later = Callable[[timedelta], datetime]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Lets time go on, and does what is due then."""

    def move(by: timedelta) -> datetime:
        moment = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)
        jobs.run_due()
        return moment

    return move


def a_message(webhook: Webhook, number: int = 1) -> None:
    with unit_of_work():
        recording.record_for([webhook.id], "question.reopened", {"question_id": number})


def the(webhook: Webhook) -> Webhook:
    db.session.expire_all()
    return db.session.get_one(Webhook, webhook.id)


def states() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery.state).order_by(Delivery.id)))


@both_databases
def test_what_failed_is_tried_again_under_the_same_id(
    webhook: Webhook, receiver: Receiver, later: Later
) -> None:
    receiver.status = 500
    a_message(webhook)
    jobs.run_due()
    assert len(receiver.taken) == 1
    later(timedelta(seconds=6))
    assert len(receiver.taken) == 2
    receiver.status = 200
    later(timedelta(minutes=1, seconds=1))
    ids = {headers["webhook-id"] for headers, _body in receiver.taken}
    assert (len(receiver.taken), len(ids), states()) == (3, 1, ["arrived"])
    assert the(webhook).failing_since is None
    later(timedelta(days=2))
    assert len(receiver.taken) == 3


def test_a_failing_receiver_is_asked_by_one_message_at_a_time(
    webhook: Webhook, receiver: Receiver, later: Later
) -> None:
    receiver.status = 503
    for number in range(20):
        a_message(webhook, number)
    jobs.run_due()
    assert len(receiver.taken) == 1
    later(timedelta(seconds=6))
    assert len(receiver.taken) == 2
    receiver.status = 204
    later(timedelta(minutes=2))
    assert states() == ["arrived"] * 20


@both_databases
def test_one_message_that_is_refused_does_not_hold_up_the_others(
    webhook: Webhook, receiver: Receiver, later: Later
) -> None:
    """The first one always fails; the others pass it by as its next try lies farther and farther off."""
    a_message(webhook, 666)
    double = receiver

    class Picky(list):  # type: ignore[type-arg]
        def append(self, taken: tuple[dict[str, str], bytes]) -> None:
            super().append(taken)
            double.status = 422 if json.loads(taken[1])["data"]["question_id"] == 666 else 204

    receiver.taken = Picky()
    jobs.run_due()
    for number in range(3):
        a_message(webhook, number)
        later(timedelta(minutes=1))
    assert states() == ["waiting", "arrived", "arrived", "arrived"]


def test_a_message_is_given_up_in_the_end_and_can_be_sent_by_hand(
    webhook: Webhook, receiver: Receiver, grace: Actor, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "STOPPED_AFTER", timedelta(days=90))
    receiver.status = 500
    a_message(webhook)
    jobs.run_due()
    for wait in rules.TRIES_AFTER:
        later(wait + timedelta(seconds=1))
    assert states() == ["given-up"]
    assert len(receiver.taken) == len(rules.TRIES_AFTER) + 1
    later(timedelta(days=20))
    assert len(receiver.taken) == len(rules.TRIES_AFTER) + 1
    receiver.status = 200
    with unit_of_work():
        assert services.send_all_again(the(webhook), by=grace) == 1
    jobs.run_due()
    assert states() == ["arrived"]


def test_nothing_is_sent_after_three_days_of_failure_and_admins_hear_of_it(
    webhook: Webhook, receiver: Receiver, grace: Actor, later: Later
) -> None:
    receiver.close()
    a_message(webhook)
    jobs.run_due()
    for _ in range(12):
        later(timedelta(hours=8))
    assert the(webhook).state == "stopped"
    rung = db.session.scalars(select(Notification.member_id).filter_by(kind="webhook-stopped")).all()
    assert list(rung) == [grace.id]
    with unit_of_work():
        recording.record("question.reopened", {"question_id": 2})
    assert states() == ["waiting"]
    with pytest.raises(Conflict), unit_of_work():
        services.test(the(webhook), by=grace)


def test_a_receiver_that_wants_no_more_is_left_alone_at_once(
    webhook: Webhook, receiver: Receiver, later: Later
) -> None:
    receiver.status = 410
    a_message(webhook)
    a_message(webhook)
    jobs.run_due()
    assert the(webhook).state == "stopped"
    later(timedelta(days=1))
    assert len(receiver.taken) == 1


def test_what_waited_is_sent_when_it_is_switched_on(
    webhook: Webhook, receiver: Receiver, grace: Actor
) -> None:
    a_message(webhook)
    with unit_of_work():
        services.switch(the(webhook), on=False, by=grace)
    jobs.run_due()
    assert receiver.taken == []
    with unit_of_work():
        services.switch(the(webhook), on=True, by=grace)
    jobs.run_due()
    assert states() == ["arrived"]


@both_databases
def test_a_sender_that_died_in_the_middle_is_followed_by_another(
    app: "Huzhu", webhook: Webhook, receiver: Receiver, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_parcel: sending.Parcel) -> sending.Outcome:
        raise KeyboardInterrupt

    a_message(webhook)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_try", dies)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due()
    assert states() == ["waiting"]
    later(jobs.LEASE + timedelta(seconds=1))
    later(sending.HELD)
    assert states() == ["arrived"]
    assert not checks.run_all(db.session())["webhook-messages"]


def test_two_workers_send_a_message_once(
    webhook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is sending, the other one looks: what is being sent is not due."""
    a_message(webhook)
    plain = sending._try

    def beside(parcel: sending.Parcel) -> sending.Outcome:
        assert sending._take(webhook.id) is None
        return plain(parcel)

    monkeypatch.setattr(sending, "_try", beside)
    jobs.run_due()
    assert len(receiver.taken) == 1


def test_a_name_that_means_an_inner_machine_is_not_spoken_to(
    app: "Huzhu", receiver: Receiver, grace: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        outgoing.socket,
        "getaddrinfo",
        lambda *_given, **_more: [(2, 1, 6, "", ("127.0.0.1", receiver.server.server_port))],
    )
    with unit_of_work():
        webhook, _secret = services.add(Wanted(url="https://trap.example.com/x"), by=grace)
        services.test(webhook, by=grace)
    jobs.run_due()
    assert receiver.taken == []
    assert "may be spoken to" in str(db.session.scalar(select(Delivery.error)))


def test_the_check_sees_messages_that_no_job_sends(webhook: Webhook, receiver: Receiver) -> None:
    a_message(webhook)
    assert not checks.run_all(db.session())["webhook-messages"]
    with unit_of_work():
        for job in db.session.scalars(select(Job).where(Job.kind == recording.JOB)):
            job.state = JobState.DEAD
    assert checks.run_all(db.session())["webhook-messages"]


def test_messages_are_forgotten_in_time(webhook: Webhook, receiver: Receiver, later: Later) -> None:
    a_message(webhook)
    jobs.run_due()
    queries.forget_old(clock.now() + timedelta(days=29))
    assert len(states()) == 1
    queries.forget_old(clock.now() + timedelta(days=31))
    assert states() == []
