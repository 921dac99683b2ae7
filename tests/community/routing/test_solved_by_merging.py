"""A question that gets an accepted answer by merging is solved, and so is its need; what staff have stays theirs."""

import pytest
from flask import Flask

from community.answers import services as answering
from community.answers import threads
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as asking
from community.questions.models import Question
from community.routing import asking as for_staff
from community.routing.models import Stage
from community.routing.queries import need_of
from tests.conftest import both_databases

BODY = "At two it is gone, at three back."


@pytest.fixture
def solved(app: Flask, alice: Actor, bob: Actor) -> Question:
    with unit_of_work():
        asked = asking.ask("Why does the mesh drop at two?", BODY, ["mesh"], by=alice)
        given = answering.answer(asked, "Switch the nightly scan off, it takes all of the air.", by=bob)
        answering.accept(given, by=alice)
    return asked


@pytest.fixture
def open_one(app: Flask, dave: Actor, solved: Question) -> Question:
    with unit_of_work():
        return asking.ask("The mesh is gone at two every night", f"{BODY} Every night.", ["mesh"], by=dave)


def stands(question: Question) -> tuple[str, str | None]:
    need = need_of(question.id)
    assert need is not None
    return need.stage, need.resolved_by


@both_databases
def test_what_solved_a_duplicate_solves_the_question_it_goes_on_in(
    solved: Question, open_one: Question, carol: Actor
) -> None:
    with unit_of_work():
        threads.merge(solved, open_one, by=carol)
    assert open_one.accepted_count == 1
    assert stands(open_one) == (Stage.RESOLVED, Stage.CROWD)
    with unit_of_work():
        posts.hide(db.session.query(Answer).one(), "spam", by=carol)
    assert stands(open_one)[0] == Stage.CROWD


def test_what_staff_have_stays_theirs(
    solved: Question, open_one: Question, dave: Actor, carol: Actor
) -> None:
    with unit_of_work():
        for_staff.ask_for_staff(open_one, "Somebody of the shop, please.", by=dave)
        threads.merge(solved, open_one, by=carol)
    assert stands(open_one) == (Stage.TIER_1, None)
