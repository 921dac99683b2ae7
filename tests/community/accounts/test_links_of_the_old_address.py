"""What was written to the address that an account left speaks for nobody any more."""

import pytest
from flask.testing import FlaskClient

from community.accounts import credentials, tokens
from community.accounts.models import Member
from community.accounts.tokens import LinkExpired, Purpose
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification


def moves(actor: Actor, email: str) -> None:
    with unit_of_work():
        key = db.session.get_one(Member, actor.id).email_key
        seed = tokens.issue(actor.id, Purpose.EMAIL_CHANGE, {"email": email, "email_key": key})
    with unit_of_work():
        credentials.confirm_email_change(secret_links.word_of(seed))


@pytest.mark.parametrize("purpose", [Purpose.SOLVED, Purpose.SURVEY])
def test_who_reads_at_the_old_address_says_nothing_for_the_member(
    client: FlaskClient, alice: Actor, bob: Actor, purpose: Purpose
) -> None:
    with unit_of_work():
        words = [secret_links.word_of(tokens.issue(each.id, purpose)) for each in (alice, bob)]
    moves(alice, "elsewhere@example.org")
    with pytest.raises(LinkExpired):
        tokens.look(words[0], purpose)
    assert tokens.look(words[1], purpose).member_id == bob.id


def test_who_moves_is_not_welcomed_once_more(client: FlaskClient, alice: Actor) -> None:
    welcomes = db.session.query(Notification).filter_by(member_id=alice.id, kind="welcome")
    before = welcomes.count()
    moves(alice, "elsewhere@example.org")
    assert welcomes.count() == before
