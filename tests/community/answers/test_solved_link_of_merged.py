"""Whose question was merged into another one still says what solved it, by the link of the letter and on the page."""

import pytest
from flask import Flask

from community.accounts import tokens
from community.accounts.tokens import Purpose
from community.answers import services as answering
from community.answers import threads
from community.answers.models import Answer
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.errors import NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from tests.conftest import SignIn, both_databases

BODY = "At two it is gone, at three back."


def ask(title: str, by: Actor) -> int:
    with unit_of_work():
        return asking.ask(title, BODY, ["mesh"], by=by).id


def merge(question_id: int, into_id: int, by: Actor) -> None:
    with unit_of_work():
        old, new = (db.session.get_one(Question, each) for each in (question_id, into_id))
        threads.merge(old, new, by=by)


@pytest.fixture
def given(app: Flask, alice: Actor, bob: Actor, dave: Actor, carol: Actor) -> int:
    """Bob's answer to Alice's question, which was merged into one of Dave's, and that into another one."""
    asked = ask("Why does the mesh drop at two?", alice)
    with unit_of_work():
        made = answering.answer(
            db.session.get_one(Question, asked), "Switch the nightly scan off.", by=bob
        ).id
    between = ask("The mesh loses a node every night", dave)
    merge(asked, between, carol)
    merge(between, ask("A node is gone each night at two", dave), carol)
    return made


def link(member: Actor, answer_id: int) -> str:
    with unit_of_work():
        return secret_links.word_of(tokens.issue(member.id, Purpose.SOLVED, {"answer_id": answer_id}))


@both_databases
def test_the_link_of_the_letter_is_honoured_where_the_answer_stands_now(
    app: Flask, given: int, alice: Actor
) -> None:
    word = link(alice, given)
    assert app.test_client().post(f"/solved/{word}").status_code == 303
    answer = db.session.get_one(Answer, given, populate_existing=True)
    assert (answer.accepted_by_id, answer.accepted_by_asker) == (alice.id, False)
    assert db.session.get_one(Question, answer.question_id, populate_existing=True).accepted_count == 1


def test_the_page_of_the_other_question_has_the_button(
    app: Flask, given: int, alice: Actor, erin: Actor, sign_in: SignIn
) -> None:
    press = f'action="/answers/{given}/acceptance"'
    assert press in sign_in(app.test_client(), alice).get(f"/posts/{given}", follow_redirects=True).text
    assert press not in sign_in(app.test_client(), erin).get(f"/posts/{given}", follow_redirects=True).text


def test_others_and_whoever_wrote_the_answer_wait_as_before(
    given: int, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = db.session.get_one(Answer, given)
    with pytest.raises(NotAllowed):
        answering.accept(answer, by=bob)
    with unit_of_work():
        own = answering.answer(
            db.session.get_one(Question, answer.question_id), "Or restart both.", by=alice
        ).id
    with pytest.raises(NotAllowed):
        answering.accept(db.session.get_one(Answer, own), by=alice)
