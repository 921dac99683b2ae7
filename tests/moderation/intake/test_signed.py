"""Messages that a program brings through the door of a channel: signed, each once, refused otherwise."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from community.channels import doors
from community.channels.models import ChannelMessage
from community.kernel import clock, webhook_signing
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.conftest import both_databases
from tests.moderation.intake.test_intake import ANGRY, CALM
from tests.parallel import at_once

ADDRESS = "/api/v1/channels/pigeon/messages"
TWO = {"messages": [{"id": 1, "text": ANGRY, "author": "anna"}, {"id": "b", "text": CALM, "colour": "red"}]}


def opened() -> bytes:
    with unit_of_work():
        told = doors.open_door("pigeon")
    return base64.b64decode(told.removeprefix(webhook_signing.PREFIX))


def bring(
    client: FlaskClient, secret: bytes, what: object, *, age: int = 0, name: str = "pigeon", **more: str
) -> Any:
    body = json.dumps(what).encode()
    at = int(clock.now().timestamp()) - age
    return client.post(
        f"/api/v1/channels/{name}/messages",
        data=body,
        content_type="application/json",
        headers={
            **more,
            "webhook-id": "msg_1",
            "webhook-timestamp": str(at),
            "webhook-signature": "v1,bm90aGluZw== " + webhook_signing.signature(secret, "msg_1", at, body),
        },
    )


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(ChannelMessage)) or 0


def test_a_signature_is_that_of_the_published_example() -> None:
    # The example of the Standard Webhooks specification's reference libraries.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    made = webhook_signing.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@both_databases
def test_signed_messages_come_in_once(app: Huzhu, client: FlaskClient) -> None:
    secret = opened()
    first = bring(client, secret, TWO)
    assert first.status_code == 200
    assert (first.json["taken"], first.json["known"]) == (2, 0)
    assert first.json["lanes"]["tier1"] == 1
    assert bring(client, secret, TWO).json == {"taken": 0, "known": 2, "lanes": {}}


@both_databases
def test_the_same_request_at_once_comes_in_once(app: Huzhu) -> None:
    secret = opened()
    answers = at_once(app, [lambda: bring(app.test_client(), secret, TWO).status_code] * 4)
    assert set(answers) == {200}
    assert count() == 2


@pytest.mark.parametrize("wrong", ["secret", "age", "future", "closed", "unknown"])
def test_what_is_not_signed_well_stays_outside(client: FlaskClient, wrong: str) -> None:
    secret = opened()
    if wrong == "closed":
        with unit_of_work():
            assert doors.close_door("pigeon")
    age = {"age": 301, "future": -390}.get(wrong, 0)  # the request itself takes a moment
    name = "dove" if wrong == "unknown" else "pigeon"
    answer = bring(client, b"x" * 32 if wrong == "secret" else secret, TWO, age=age, name=name)
    assert answer.status_code == 401
    assert count() == 0


@pytest.mark.parametrize("headers", [{}, {"webhook-timestamp": "x"}, {"webhook-timestamp": "9" * 400}])
def test_missing_or_broken_signatures_are_refused_in_words(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    opened()
    answer = client.post(ADDRESS, json=TWO, headers=headers)
    assert answer.status_code == 401
    assert "signature" in answer.json["detail"]


def test_the_former_secret_holds_for_a_day(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    former = opened()
    secret = opened()
    assert former != secret
    assert bring(client, former, TWO).status_code == 200
    later = clock.now() + webhook_signing.CHANGEOVER + timedelta(seconds=1)
    assert doors.secrets_of("pigeon", later) == [secret]


def test_a_secret_renewed_twice_still_opens_for_its_day(client: FlaskClient) -> None:
    """The other side knows the first one only: the one between, which nobody took over, ends at once."""
    first, between, newest = opened(), opened(), opened()
    assert doors.secrets_of("pigeon", clock.now()) == [newest, first]
    assert bring(client, between, TWO).status_code == 401
    later = clock.now() + webhook_signing.CHANGEOVER
    assert doors.secrets_of("pigeon", later) == [newest]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({"text": CALM}, "id"),
        ({"id": 1, "text": "  "}, "text"),
        ({"id": 1, "text": CALM, "created_at": "soon"}, "created_at"),
        ({"id": {}, "text": CALM}, "id"),
    ],
)
def test_a_message_that_cannot_be_read_is_named_and_nothing_comes_in(
    client: FlaskClient, message: dict[str, Any], told: str
) -> None:
    answer = bring(client, opened(), {"messages": [TWO["messages"][0], message]})
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert count() == 0


def test_one_message_may_come_alone(client: FlaskClient) -> None:
    secret = opened()
    assert bring(client, secret, TWO["messages"][1]).json == {"taken": 1, "known": 0, "lanes": {"crowd": 1}}
    refused = bring(client, secret, {"text": CALM})
    assert refused.status_code == 422
    assert count() == 1


def test_who_does_not_sign_waits_for_nobody_and_nobody_for_them(app: Huzhu, client: FlaskClient) -> None:
    begun: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        begun.append(statement)

    secret = opened()
    event.listen(db.engine, "before_cursor_execute", heard)
    assert bring(client, b"x" * 32, TWO).status_code == 401
    assert "BEGIN IMMEDIATE" not in begun
    assert bring(client, secret, TWO).status_code == 200
    assert "BEGIN IMMEDIATE" in begun


def test_a_key_of_ones_own_neither_hinders_nor_opens(client: FlaskClient) -> None:
    assert bring(client, opened(), TWO, **{"Idempotency-Key": "one"}).status_code == 200
    assert client.post(ADDRESS, json=TWO, headers={"Idempotency-Key": "one"}).status_code == 401
