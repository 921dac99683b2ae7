"""Counts of members whose question, or whose "I have this too", went over to another question."""

from datetime import timedelta

import pytest

from community.answers import services as answers
from community.answers import threads
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import taking_part
from community.questions.models import Question
from community.ratings import services as ratings
from gamification.badges import making
from gamification.badges import services as badges
from gamification.badges.metrics import Metric
from gamification.badges.queries import awards_of
from gamification.badges.records import records_of
from gamification.campaigns.deeds import deeds
from gamification.campaigns.rules import Metric as Counted
from gamification.campaigns.scopes import Scope
from tests.gamification.conftest import RULE, Thread, on_both_databases


def solved(thread: Thread, asker: Actor, author: Actor) -> Answer:
    answer = thread(asker, author)
    with unit_of_work():
        answers.accept(answer, by=asker)
    return answer


def holds(someone: Actor, badge: str) -> bool:
    db.session.rollback()
    return badge in {award.badge.slug for award in awards_of(someone.id)}


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


@on_both_databases
def test_a_question_that_is_solved_by_what_came_from_another_one_counts_for_its_asker(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    for _ in range(4):
        solved(thread, dave, bob)
    other, mine = solved(thread, alice, bob).question_id, thread(dave, bob).question_id
    with unit_of_work():
        threads.merge(db.session.get_one(Question, other), db.session.get_one(Question, mine), by=carol)
    assert holds(dave, "closes-the-loop")
    assert badges.look_back_at_everyone() == 0


@on_both_databases
def test_a_question_whose_solution_comes_back_into_sight_counts_for_its_asker(
    thread: Thread, bob: Actor, carol: Actor, dave: Actor
) -> None:
    answer_id = solved(thread, dave, bob).id
    with unit_of_work():
        posts.hide(db.session.get_one(Answer, answer_id), "off-topic", by=carol)
    for _ in range(4):
        solved(thread, dave, bob)
    assert not holds(dave, "closes-the-loop")
    with unit_of_work():
        posts.restore(db.session.get_one(Answer, answer_id), by=carol)
    assert holds(dave, "closes-the-loop")
    assert badges.look_back_at_everyone() == 0


@pytest.fixture
def shy(thread: Thread, root: Actor, alice: Actor, bob: Actor) -> list[str]:
    """Badges of this site that go when they are no longer true: for own questions solved, and for each "me too"."""
    thread(alice, bob)
    for metric in ("questions-solved", "same-problems"):
        rule = {"slug": metric, "metric": metric, "tag": "", "threshold": "1"}
        with unit_of_work():
            making.make({**RULE, **rule, "repeatable": "y", "revocable": "y"}, by=root)
        with unit_of_work():
            making.go_live(making.custom_or_404(metric), by=root)
    return ["questions-solved", "same-problems"]


def times(someone: Actor, badge: str) -> int:
    db.session.rollback()
    return sum(award.times for award in awards_of(someone.id) if award.badge.slug == badge)


def test_badges_that_can_go_follow_a_question_that_went_into_another_one(
    thread: Thread, shy: list[str], alice: Actor, bob: Actor, carol: Actor, dave: Actor, erin: Actor
) -> None:
    mine, other = solved(thread, alice, bob).question_id, thread(dave, bob).question_id
    for question_id in (mine, other):
        with unit_of_work():
            taking_part.mark_same_problem(db.session.get_one(Question, question_id), by=erin)
    assert (times(alice, shy[0]), times(erin, shy[1])) == (1, 2)
    with unit_of_work():
        threads.merge(db.session.get_one(Question, mine), db.session.get_one(Question, other), by=carol)
    assert (times(alice, shy[0]), times(dave, shy[0]), times(erin, shy[1])) == (0, 1, 1)


def test_who_has_a_problem_no_more_keeps_no_badge_that_can_go(
    thread: Thread, shy: list[str], alice: Actor, bob: Actor, erin: Actor
) -> None:
    question_id = thread(alice, bob).question_id
    for deed in (taking_part.mark_same_problem, taking_part.unmark_same_problem):
        with unit_of_work():
            deed(db.session.get_one(Question, question_id), by=erin)
    assert times(erin, shy[1]) == 0


@on_both_databases
def test_what_was_written_before_the_question_that_stays_was_no_quick_answer_to_it(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    now = clock.now()
    with clock.at(now - timedelta(days=9)):
        old = thread(alice, carol).question_id
    with clock.at(now - timedelta(days=7)), unit_of_work():
        late = answers.answer(
            db.session.get_one(Question, old), "The scan at night does it: stop it.", by=bob
        ).id
    with clock.at(now - timedelta(days=1)):
        new = thread(dave, carol).question_id
    with unit_of_work():
        ratings.rate(db.session.get_one(Answer, late), 5, by=alice)
    with unit_of_work():
        threads.merge(db.session.get_one(Question, old), db.session.get_one(Question, new), by=carol)
    assert records_of([bob.id], {Metric.FAST_ANSWERS})[bob.id].count(Metric.FAST_ANSWERS) == 0
    assert list(deeds({Counted.QUICK_ANSWERS: 1}, Scope(now - timedelta(days=10), now))) == []
