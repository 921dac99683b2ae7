"""A letter to whoever asked from outside that waits for the mail server says what is right when it goes, or does not go."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts import credentials
from community.askers import services
from community.askers.models import Asker
from community.kernel import clock, jobs, masks
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing.models import Letter
from tests.community.askers.test_hearing_back import ANSWER, answer, asks, letters, path, question, text
from tests.conftest import MakeMember, both_databases


def answered(app: Flask, client: FlaskClient, dave: Actor) -> str:
    """Somebody asked, confirmed the address and was answered, in a letter that waits; the page of the address."""
    asks(app, client)
    place = path(letters(app)[0])
    client.post(place)
    answer(dave)
    return place


@both_databases
def test_it_is_not_sent_to_who_wants_no_more_meanwhile(app: Flask, client: FlaskClient, dave: Actor) -> None:
    place = answered(app, client, dave)
    client.post(f"{place}/stop")
    assert len(letters(app)) == 1


@both_databases
def test_what_was_covered_in_it_meanwhile_is_covered(app: Flask, client: FlaskClient, dave: Actor) -> None:
    answered(app, client, dave)
    with unit_of_work():
        letter = db.session.scalars(select(Letter)).one()
        letter.body_markdown = f"It left for {masks.token('address', 1, 'en')} today."
        question().title = "What was covered"
    *_, told = letters(app)
    assert ANSWER not in text(told)
    assert "It left for [address, hidden] today." in text(told)
    assert "What was covered" in text(told)
    jobs.run_due()
    assert len(letters(app)) == 2


@both_databases
def test_letters_about_an_account_go_though_an_old_question_is_forgotten(
    app: Flask, client: FlaskClient, member: MakeMember
) -> None:
    member("lin")
    asks(app, client)
    with unit_of_work():
        credentials.request_reset("lin@example.com")
    with clock.at(clock.now() + timedelta(days=4_000)):
        services.forget_old(clock.now())
    assert db.session.query(Asker).count() == 0
    assert [letter["Subject"] for letter in letters(app)] == ["A new password for Huzhu"]
