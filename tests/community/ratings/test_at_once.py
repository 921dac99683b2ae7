"""Many ratings at the same moment: one a member, and sums that are true, on both databases."""

import pytest
from flask import Flask

from community.answers import queries as answer_queries
from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.ratings import services
from community.ratings.models import Rating, RatingTotals
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once


@pytest.fixture
def answer(alice: Actor, bob: Actor) -> Answer:
    with unit_of_work():
        question = asking.ask(
            "Why does the mesh drop every night at two?",
            "Since Tuesday both nodes lose each other at two in the morning and come back at three.",
            ["mesh"],
            by=alice,
        )
    with unit_of_work():
        return answers.answer(
            question, "The nightly channel scan does it; switch it off in the radio settings.", by=bob
        )


def _rate(answer_id: int, stars: int, by: Actor) -> int:
    with unit_of_work():
        services.rate(answer_queries.answer_or_404(answer_id), stars, by=by)
    return stars


@both_databases
def test_fifty_ratings_of_one_member_leave_one(app: Flask, answer: Answer, alice: Actor) -> None:
    answer_id = answer.id
    at_once(app, [lambda stars=number % 5 + 1: _rate(answer_id, stars, alice) for number in range(50)])
    kept = db.session.query(Rating).filter_by(answer_id=answer_id).all()
    assert len(kept) == 1
    found = db.session.get_one(Answer, answer_id, populate_existing=True)
    assert found.rating_count == 1
    assert found.distribution[kept[0].stars - 1] == 1
    totals = db.session.get_one(RatingTotals, 1)
    assert (totals.count, totals.total) == (1, kept[0].stars)


@both_databases
def test_ratings_of_many_give_the_right_distribution(app: Flask, answer: Answer, member: MakeMember) -> None:
    answer_id = answer.id
    raters = [actor_of(member(f"rater{number}")) for number in range(25)]
    at_once(
        app,
        [
            lambda by=rater, stars=number % 5 + 1: _rate(answer_id, stars, by)
            for number, rater in enumerate(raters)
        ],
    )
    found = db.session.get_one(Answer, answer_id, populate_existing=True)
    assert found.distribution == (5, 5, 5, 5, 5)
    stars = services.stars_of(found, None)
    assert (stars.count, round(stars.mean, 3)) == (25, 3.083)
    assert found.question_id
