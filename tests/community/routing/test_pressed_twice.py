"""A button that is pressed twice by mistake says what it says once."""

from flask import Flask

from community.answers import services as answers
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.routing.models import Need
from tests.conftest import SignIn, both_databases

BODY = "Since Tuesday both nodes lose each other at two in the morning and come back at three."


@both_databases
def test_one_still_not_solved_that_is_sent_twice_is_one(
    app: Flask, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        asked = questions.ask("Why does the mesh drop at night?", BODY, ["mesh"], by=alice).id
    with unit_of_work():
        answers.answer(
            db.session.get_one(Question, asked), "Switch the nightly scan off, it does that.", by=bob
        )
    asker = sign_in(app.test_client(), alice)
    for stages in (("crowd", "crowd"), ("tier-1", "tier-1")):  # the second time that it is meant, staff come
        page = asker.get(f"/questions/{asked}", follow_redirects=True).text
        said = page.split('name="said_before" value="')[1].split('"')[0]
        for stage in stages:
            sent = asker.post(f"/questions/{asked}/still-not-solved", data={"said_before": said})
            assert sent.status_code == 303
            db.session.expire_all()
            assert db.session.query(Need).filter_by(question_id=asked).one().stage == stage
