"""A program reads a question with all its answers, also where there are more than a page of the site shows."""

from flask.testing import FlaskClient

from community.answers import services as answering
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from tests.conftest import MakeMember, actor_of


def test_a_program_gets_every_answer(client: FlaskClient, alice: Actor, member: MakeMember) -> None:
    helpers = [actor_of(member(f"helper{number}")) for number in range(12)]
    with unit_of_work():
        asked = asking.ask(
            "Why does the mesh drop at two?", "It drops every night at two.", ["mesh"], by=alice
        ).id
        for number, each in enumerate(helpers):
            said = f"Switch the scan of channel {number} off; at my place that was it, after {number + 2} nights."
            answering.answer(db.session.get_one(Question, asked), said, by=each)
    told = client.get(f"/api/v1/questions/{asked}").get_json()
    assert told["answer_count"] == 12
    assert len(told["answers"]) == 12
