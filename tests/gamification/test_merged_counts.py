"""Counts of members whose question, or whose "I have this too", went over to another question."""

from community.answers import threads
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import taking_part
from community.questions.models import Question
from gamification.badges.metrics import Metric
from gamification.badges.records import records_of
from tests.gamification.conftest import Thread, on_both_databases


@on_both_databases
def test_who_had_a_problem_too_has_it_once_after_its_question_was_merged(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor, erin: Actor
) -> None:
    mine, other = thread(alice, bob).question_id, thread(dave, bob).question_id
    with unit_of_work():
        taking_part.mark_same_problem(db.session.get_one(Question, mine), by=erin)
    with unit_of_work():
        threads.merge(db.session.get_one(Question, mine), db.session.get_one(Question, other), by=carol)
    record = records_of([erin.id], {Metric.SAME_PROBLEMS})[erin.id]
    assert record.count(Metric.SAME_PROBLEMS) == 1
