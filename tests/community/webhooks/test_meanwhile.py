"""What admins do while messages are written, or are on their way, harms neither the deeds nor the addresses."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from community.kernel import clock, jobs, webhook_signing
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.webhooks import queries, recording, sending, services
from community.webhooks.models import Delivery, Webhook
from community.webhooks.rules import Wanted
from tests.community.webhooks.receiver import Receiver
from tests.conftest import both_databases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from community.kernel.web import Huzhu


@both_databases
def test_a_question_is_asked_while_an_address_is_removed(
    app: "Huzhu", webhook: Webhook, grace: Actor, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The removal takes long where there are many messages: who writes meanwhile loses nothing."""
    number, removing, chosen = webhook.id, Event(), Event()
    plain = recording.record_for

    def beside(webhook_ids: "Iterable[int]", topic: str, data: "Mapping[str, Any]") -> None:
        chosen.set()
        plain(webhook_ids, topic, data)

    monkeypatch.setattr(recording, "record_for", beside)
    db.session.remove()

    def remove() -> None:
        with app.app_context(), unit_of_work():
            services.remove(db.session.get_one(Webhook, number), by=grace)
            removing.set()
            chosen.wait(2)  # on SQLite, where there is one writer at a time, the other one waits

    def ask() -> int:
        removing.wait(5)
        with app.app_context(), unit_of_work():
            return asking.ask("Why does the mesh drop at two?", "At three it is back.", ["mesh"], by=alice).id

    with ThreadPoolExecutor(2) as pool:
        removed, asked = pool.submit(remove), pool.submit(ask)
        removed.result()
        assert asked.result() > 0
    assert db.session.scalars(select(Webhook.id)).all() == []


def test_the_answer_of_the_address_before_says_nothing_of_the_new_one(
    webhook: Webhook, receiver: Receiver, grace: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An admin names another address because the old one is gone, while a message is on its way to the old one."""
    with unit_of_work():
        services.test(webhook, by=grace)
    new = receiver.url + "/new"

    def gone(parcel: sending.Parcel) -> sending.Outcome:
        if parcel.url == new:
            return sending.Outcome(204)
        with unit_of_work():
            found = db.session.get_one(Webhook, webhook.id)
            services.change(found, Wanted(url=new), by=grace)
        return sending.Outcome(410)

    monkeypatch.setattr(sending, "_try", gone)
    jobs.run_due()
    db.session.expire_all()
    found = db.session.get_one(Webhook, webhook.id)
    assert (found.url, found.state, found.failures) == (new, "on", 0)
    assert db.session.scalars(select(Delivery.state)).one() == "arrived"


def test_a_message_sent_again_by_hand_while_it_is_on_its_way_waits_no_day(
    webhook: Webhook, receiver: Receiver, grace: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The try that an impatient admin did not wait for fails: the next one comes soon, as after any first failure."""
    with unit_of_work():
        services.test(webhook, by=grace)

    def slow(parcel: sending.Parcel) -> sending.Outcome:
        with unit_of_work():
            delivery = db.session.get_one(Delivery, parcel.delivery_id)
            services.send_again(db.session.get_one(Webhook, webhook.id), delivery, by=grace)
        return sending.Outcome(500)

    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(sending, "_try", slow)
    jobs.run_one()
    db.session.expire_all()
    due: datetime = db.session.scalars(select(Delivery.due_at)).one()
    assert due <= now + timedelta(minutes=1)


def test_a_secret_renewed_twice_is_still_good_for_its_day(receiver: Receiver, grace: Actor) -> None:
    """The button was pressed twice: the other side knows the first secret only, and has a day to change it."""
    with unit_of_work():
        webhook, secret = services.add(Wanted(url=receiver.url), by=grace)
    for _ in range(2):
        with unit_of_work():
            services.renew(webhook, by=grace)
    with unit_of_work():
        services.test(webhook, by=grace)
    jobs.run_due()
    headers, body = receiver.taken[-1]
    known = base64.b64decode(secret.removeprefix(webhook_signing.PREFIX))
    assert webhook_signing.is_signed(
        [known],
        headers["webhook-id"],
        headers["webhook-timestamp"],
        headers["webhook-signature"],
        body,
        clock.now(),
    )


@both_databases
def test_an_address_that_somebody_else_removed_is_not_there_any_more(
    app: "Huzhu", webhook: Webhook, grace: Actor
) -> None:
    """Two admins press at once: the second one hears that it is gone, as whoever comes later does."""
    number, read, removed = webhook.id, Event(), Event()
    db.session.remove()

    def first() -> None:
        read.wait(5)
        with app.app_context(), unit_of_work():
            services.remove(queries.webhook_or_404(number), by=grace)
        removed.set()

    def second() -> None:
        with app.app_context(), unit_of_work():
            found = queries.webhook_or_404(number)
            read.set()
            removed.wait(2)  # on SQLite, where there is one writer at a time, the other one waits
            services.remove(found, by=grace)

    with ThreadPoolExecutor(2) as pool:
        refused = [each.exception() for each in [pool.submit(first), pool.submit(second)]]
    assert [type(each) for each in refused if each is not None] == [NotFound]
