"""Whoever asked from outside can take along all that is kept of them: their replies and their name, too."""

import json

from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.askers import services
from community.imports import personal
from community.kernel.db import db
from community.kernel.policy import Actor
from tests.community.askers.test_hearing_back import ANGRY, answer, asks, letters, path, question
from tests.conftest import MakeMember

REPLY = "It leaks, too, and the bandicoot has wet feet."


def replies(app: Flask, client: FlaskClient, dave: Actor, email: str) -> str:
    """Where their page is, once they wrote back."""
    asks(app, client, email=email, name="Lin Yao")
    there = path(letters(app, email)[0])
    client.post(there)
    answer(dave)
    sent = client.post(f"{there}/reply", data={"question": question().id, "once": "k1", "body": REPLY})
    assert sent.status_code == 303
    return there


def test_the_file_of_an_address_holds_the_replies_and_the_name(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    there = replies(app, client, dave, "lin@example.com")
    kept = json.loads(client.get(f"{there}/data").get_data())
    assert [each["text"] for each in kept["messages"]] == [ANGRY, REPLY]
    assert kept["names"] == ["Lin Yao"]


def test_what_somebody_else_asked_from_elsewhere_is_not_in_it(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    replies(app, client, dave, "lin@example.com")
    asks(app, client, 2, email="mei@example.com")
    kept = json.loads(client.get(path(letters(app, "mei@example.com")[0]) + "/data").get_data())
    assert [each["text"] for each in kept["messages"]] == [ANGRY]
    assert kept["names"] == []


def test_who_took_the_question_along_finds_the_replies_in_the_file_of_their_account(
    app: Flask, client: FlaskClient, dave: Actor, member: MakeMember
) -> None:
    replies(app, client, dave, "lin@example.com")
    lin = member("lin")
    services.take_along_by(lin.id)
    db.session.commit()
    kept = json.loads(personal.gather(db.session.get_one(Member, lin.id)))
    assert [each["body"] for each in kept["channel_messages"]] == [ANGRY, REPLY]
