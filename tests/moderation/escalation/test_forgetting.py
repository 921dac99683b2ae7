"""What an asker wrote to staff alone goes when they leave, also where the escalations of their matter keep it."""

from flask.testing import FlaskClient
from sqlalchemy import select, text

from community.accounts import closing
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.routing import letters
from community.routing.models import Move
from moderation.escalation.models import Escalation
from tests.conftest import MakeMember, SignIn

REASON = "numbatish: my invoice of the twelfth is wrong and I am ill"
LETTER = "This is outrageous! I am absolutely furious, your useless service is a scam. Fix it now or I call my lawyer!"


def held(query: str) -> str:
    return str(db.session.scalars(text(query)).all())


def test_neither_the_reason_nor_what_was_quoted_of_a_letter_stays(
    client: FlaskClient, alice: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    member("ruth", role=Role.ADMIN)
    with unit_of_work():
        asked = questions.ask(
            "How can I set the relay timer of the old hub?",
            "It does not do what I want, and I have read its manual from the first page to the last.",
            ["relay"],
            by=alice,
        ).id
    browser = sign_in(client, alice)
    assert browser.post(f"/questions/{asked}/ask-staff", data={"reason": REASON}).status_code == 303
    with unit_of_work():
        letters.write_to_team(db.session.get_one(Question, asked), LETTER, by=alice)
    assert "numbatish" in held("select note from escalations")
    assert "furious" in held("select evidence from escalations")
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, alice.id), sure=True)
    db.session.expire_all()
    kept = [*db.session.scalars(select(Move)), *db.session.scalars(select(Escalation))]
    told = str([(each.note, getattr(each, "inputs", ""), getattr(each, "evidence", "")) for each in kept])
    assert "numbatish" not in told
    assert "furious" not in told
