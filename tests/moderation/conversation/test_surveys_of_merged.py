"""A survey about a question that was merged since leads to where the matter goes on now."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import tokens
from community.answers import threads
from community.kernel import checks, clock, secret_links
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as questions
from community.questions.models import Question
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.surveys import services, timers
from moderation.surveys.models import Survey
from moderation.surveys.rules import Ratings
from moderation.surveys.services import Said
from tests.conftest import SignIn, both_databases
from tests.moderation.conversation.conftest import BODY, MONDAY

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def into_id(settled: int, alice: Actor, carol: Actor) -> int:
    """The question into which that of a settled case was merged, after its customer was asked about it."""
    question_id = db.session.get_one(Case, settled).question_id
    with clock.at(WEDNESDAY):
        timers.look(WEDNESDAY)
        with unit_of_work():
            into = questions.ask("How do I rename the guest network at home?", BODY, ["wifi"], by=alice)
        with unit_of_work():
            threads.merge(
                db.session.get_one(Question, question_id), db.session.get_one(Question, into.id), by=carol
            )
    return into.id


def test_the_title_of_the_other_question_goes_out_of_sight_with_it(
    client: FlaskClient, settled: int, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    question = db.session.get_one(Case, settled).question_id
    with clock.at(WEDNESDAY):
        timers.look(WEDNESDAY)
        with unit_of_work():
            into = questions.ask("My neighbour Zanzibar opens my guest network", BODY, ["wifi"], by=bob)
            threads.merge(db.session.get_one(Question, question), into, by=carol)
        survey = db.session.query(Survey).one()
        seed = tokens.issue(alice.id, tokens.Purpose.SURVEY, {"survey": survey.id})
        db.session.commit()
        pages = (f"/surveys/{survey.id}", f"/surveys/answer/{secret_links.word_of(seed)}")
        browser = sign_in(client, alice)
        assert all("Zanzibar" in browser.get(each).text for each in pages)
        with unit_of_work():
            posts.hide(db.session.get_one(Question, into.id), "off-topic", by=carol)
        told = [browser.get(each) for each in pages]
    assert [each.status_code for each in told] == [200, 200]
    assert not [each for each in told if "Zanzibar" in each.text]
    assert all(db.session.get_one(Question, question).title in each.text for each in told)


@both_databases
def test_what_is_not_solved_is_taken_up_in_the_thread_that_there_is(
    app: Flask, into_id: int, alice: Actor
) -> None:
    with clock.at(WEDNESDAY + timedelta(hours=1)), unit_of_work():
        survey = db.session.query(Survey).one()
        services.answer(survey.id, Said(Ratings(4, 1), "It is not.", not_solved=True), by=alice)
    db.session.expire_all()
    taken_up = db.session.query(Case).filter(Case.state != CaseState.RESOLVED).all()
    assert [each.question_id for each in taken_up] == [into_id]
    said = {slug: lines for slug, lines in checks.run_all(db.session()).items() if lines}
    assert said.keys() <= {"search-index"}, said
