"""What counts again is as old as it is: a level that rests on it comes at once, since no timer looks back so far."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from community.answers import threads
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.ports import standing_of
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.ratings import services as ratings
from gamification.integrity.rules import Decision
from gamification.levels.handlers import WHILE_RUNNING
from gamification.levels.queries import due, starting_level
from gamification.levels.services import look_at
from gamification.reputation import pairs, rulings
from gamification.reputation.models import ReputationEvent
from tests.conftest import MakeMember, actor_of
from tests.gamification.cheating import BEGUN, community, decide, the_ring
from tests.gamification.conftest import People, Thread, on_both_databases

NOW = BEGUN + timedelta(days=60)


def level_of(someone: Actor) -> int:
    db.session.rollback()
    return standing_of(someone.id).level


def rate(answer: Answer, stars: int, by: Actor) -> Answer:
    with unit_of_work():
        ratings.rate(answer, stars, by=by)
    return answer


def nobody_looks(someone: Actor) -> None:
    """They begin, as far as is known, and nothing of theirs ripens now."""
    with unit_of_work():
        look_at([someone.id])
    assert someone.id not in due(WHILE_RUNNING)
    assert level_of(someone) == starting_level()


@pytest.fixture
def good(thread: Thread, alice: Actor, bob: Actor) -> list[Answer]:
    """Three answers of Bob with five stars each; a month later they are enough for a level."""
    with clock.at(BEGUN):
        return [rate(thread(alice, bob), 5, alice) for _ in range(3)]


@on_both_databases
def test_what_an_admin_gives_back(app: Flask, good: list[Answer], bob: Actor, member: MakeMember) -> None:
    ada = actor_of(member("ada", role=Role.ADMIN))
    cause = db.session.query(ReputationEvent.cause).filter_by(post_id=good[0].id).scalar()
    with clock.at(BEGUN), unit_of_work():
        rulings.undo(cause, of=bob.id, by=ada, reason="They know each other.")
    with clock.at(NOW):
        nobody_looks(bob)
        with unit_of_work():
            rulings.restore(cause, of=bob.id, by=ada, reason="They do not.")
    assert level_of(bob) == 2


@on_both_databases
def test_what_bad_stars_that_are_taken_back_leave(
    app: Flask, thread: Thread, good: list[Answer], alice: Actor, bob: Actor
) -> None:
    with clock.at(BEGUN):
        bad = [rate(thread(alice, bob), 2, alice) for _ in range(2)]
    with clock.at(NOW):
        nobody_looks(bob)
        for answer in bad:
            with unit_of_work():
                ratings.withdraw(answer, by=alice)
    assert level_of(bob) == 2


def test_what_was_held_for_a_doubt_that_was_none(
    app: Flask, thread: Thread, people: People, carol: Actor
) -> None:
    site = community(thread, people)
    with clock.at(BEGUN + timedelta(days=3)):
        finding_id = the_ring(site)
    with clock.at(NOW):
        nobody_looks(site.ring[0])
        decide(finding_id, Decision.DISMISS, carol)
    assert [level_of(each) for each in site.ring] == [2, 2, 2, 2]


@on_both_databases
def test_what_stands_in_the_thread_of_somebody_else_now(
    app: Flask, thread: Thread, good: list[Answer], alice: Actor, bob: Actor, carol: Actor
) -> None:
    with clock.at(BEGUN):
        own = [rate(thread(bob, bob), 5, alice) for _ in range(3)]
        others = [thread(alice, carol).question_id for _ in own]
    for answer in good:
        with clock.at(BEGUN), unit_of_work():
            ratings.withdraw(db.session.get_one(Answer, answer.id), by=alice)
    with clock.at(NOW):
        nobody_looks(bob)
        for answer, into in zip(own, others, strict=True):
            with unit_of_work():
                question = db.session.get_one(Question, answer.question_id)
                threads.merge(question, db.session.get_one(Question, into), by=carol)
    assert level_of(bob) == 2


def test_what_passed_between_two_who_rate_others_more_by_now(
    app: Flask, thread: Thread, people: Callable[[int], list[Actor]], alice: Actor, bob: Actor
) -> None:
    asker, *authors = people(6)
    with clock.at(BEGUN):
        for _ in range(5):
            rate(thread(asker, bob), 5, alice)
            rate(thread(asker, alice), 5, bob)
    assert pairs.held_pairs()
    with clock.at(NOW):
        nobody_looks(bob)
        for rater in (alice, bob):
            for author in authors:
                for _ in range(2):
                    rate(thread(asker, author), 5, rater)
    assert not pairs.held_pairs()
    assert level_of(bob) == 2
