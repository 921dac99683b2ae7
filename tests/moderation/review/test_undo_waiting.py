"""A decision that is taken back at once costs the customer none of their waiting, nor a customer rep their turn."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answers
from community.answers.queries import answer_or_404
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.ports import ports
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from community.routing import queries, reps
from community.routing import services as routing
from community.routing.models import MoveReason, Need, Stage
from moderation.escalation.models import Case
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from tests.conftest import SignIn, both_databases
from tests.moderation.escalation.test_edges import EveryoneIsRep
from tests.moderation.review.test_undo import decide, item_of, suspected, undo

MONDAY = clock.parse("2026-11-30T10:00:00Z")
TAKEN_BACK = {
    "staff": Opinion(Decision.STAFF, words="They need a technician."),
    "spam": Opinion(Decision.SPAM),
    "refuse": Opinion(Decision.REFUSE, "low-quality"),
}


def need(question_id: int) -> Need:
    db.session.expire_all()
    found = queries.need_of(question_id)
    assert found is not None
    return found


def decided_and_undone(question_id: int, decision: str, by: Actor) -> None:
    item_id = item_of(question_id).id
    decide(item_id, TAKEN_BACK[decision], by)
    undo(item_id, by)


@pytest.mark.parametrize("decision", list(TAKEN_BACK))
@both_databases
def test_the_customer_has_waited_as_long_as_before(
    app: Flask, alice: Actor, bob: Actor, carol: Actor, decision: str
) -> None:
    with clock.at(MONDAY):
        question_id = suspected(alice, bob)
    with clock.at(MONDAY + timedelta(minutes=90)):
        decided_and_undone(question_id, decision, carol)
    assert need(question_id).stage == Stage.CROWD
    worker.tick(MONDAY + timedelta(minutes=121))
    assert need(question_id).stage == Stage.TIER_1
    assert db.session.query(Case).filter_by(question_id=question_id, state="open").count() == 1


@pytest.mark.parametrize("decision", list(TAKEN_BACK))
@both_databases
def test_a_customer_rep_has_it_for_as_long_as_usual_and_no_longer(
    app: Flask, alice: Actor, bob: Actor, carol: Actor, decision: str
) -> None:
    ports().reps = EveryoneIsRep()
    with clock.at(MONDAY):
        question_id = suspected(alice, bob)
        with unit_of_work():
            reps.take(questions.question_or_404(question_id, for_update=True), by=bob)
    with clock.at(MONDAY + timedelta(minutes=5)):
        decided_and_undone(question_id, decision, carol)
    assert need(question_id).stage == Stage.REP
    worker.tick(MONDAY + timedelta(minutes=26))
    assert need(question_id).stage == Stage.CROWD


@both_databases
def test_an_answer_that_is_accepted_no_more_opens_the_question_again(
    app: Flask, alice: Actor, bob: Actor, carol: Actor
) -> None:
    question_id = suspected(alice, bob)
    with unit_of_work():
        answer = answers.answer(questions.question_or_404(question_id), "Set the channel by hand.", by=bob)
        answers.accept(answer, by=alice)
    decided_and_undone(question_id, "staff", carol)
    assert need(question_id).stage == Stage.RESOLVED
    with unit_of_work():
        answers.unaccept(answer_or_404(answer.id), by=alice)
    assert need(question_id).stage == Stage.CROWD


@both_databases
def test_helpers_who_were_called_since_stay_called(
    app: Flask, alice: Actor, bob: Actor, carol: Actor
) -> None:
    question_id = suspected(alice, bob)
    item_id = item_of(question_id).id
    decide(item_id, Opinion(Decision.APPROVE), carol)
    with unit_of_work():
        routing.lock(question_id).ring_count = 2
    undo(item_id, carol)
    assert (need(question_id).stage, need(question_id).ring_count) == (Stage.CROWD, 2)


@both_databases
def test_a_call_for_helpers_is_no_move_but_a_way_there_and_back_is(
    app: Flask, alice: Actor, bob: Actor, carol: Actor
) -> None:
    question_id = suspected(alice, bob)
    state = routing.state_of(question_id)
    with unit_of_work():
        routing.lock(question_id).ring_count = 1
    assert routing.stands_as(question_id, state)
    with unit_of_work():
        routing.move(question_id, MoveReason.WITHDRAWN, rule="hidden", by=carol)
    assert not routing.stands_as(question_id, state)
    with unit_of_work():
        routing.move(question_id, MoveReason.REOPENED, rule="restored", by=carol)
    assert not routing.stands_as(question_id, state)


def test_the_asker_reads_that_a_step_was_taken_back(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    question_id = suspected(alice, bob)
    decided_and_undone(question_id, "staff", carol)
    page = sign_in(client, alice).get(f"/questions/{question_id}", follow_redirects=True).text
    assert "A step was taken back" in page
    assert "gave this back to the community" not in page
