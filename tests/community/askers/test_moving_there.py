"""What was asked from an address belongs to the member who moves their account to it."""

from flask import Flask
from flask.testing import FlaskClient

from community.accounts import credentials, tokens
from community.accounts.models import Member
from community.accounts.tokens import Purpose
from community.askers import services
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.askers.test_hearing_back import LIN, asks, letters, path, question
from tests.conftest import both_databases


@both_databases
def test_who_moves_their_account_to_the_address_has_what_was_asked_from_there(
    app: Flask, client: FlaskClient, alice: Actor
) -> None:
    asks(app, client)
    assert client.post(path(letters(app)[0])).status_code == 303  # it is really hers
    assert question().author_id is None
    with unit_of_work():
        key = db.session.get_one(Member, alice.id).email_key
        seed = tokens.issue(alice.id, Purpose.EMAIL_CHANGE, {"email": LIN, "email_key": key})
    with unit_of_work():
        credentials.confirm_email_change(secret_links.word_of(seed))
    db.session.expire_all()
    assert question().author_id == alice.id


def test_two_hosts_whose_names_fold_alike_are_two_askers(app: Flask) -> None:
    with unit_of_work():
        one, other = (services._kept(f"mei@{host}.example", "en") for host in ("strasse", "straße"))
        assert one.id != other.id
        assert other.email == "mei@straße.example"
