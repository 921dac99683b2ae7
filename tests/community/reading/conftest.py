"""Threads on which members' pages rest."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app

from community.answers import services as answering
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from community.ratings import services as rating
from community.reading.profile_numbers import numbers_of
from community.reading.profile_posts import Posts, posts_of

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
Thread = Callable[..., Answer]


@pytest.fixture
def thread() -> Thread:
    """Makes a question with an answer after so many minutes."""
    count = 0

    def make(asker: Actor, author: Actor, minutes: int = 10, at: datetime = NOW, tag: str = "mesh") -> Answer:
        nonlocal count
        count += 1
        with clock.at(at), unit_of_work():
            question = asking.ask(
                f"Why does the mesh drop at night, case {count}?",
                f"Since Tuesday both nodes lose each other at two in the morning. This is case {count}.",
                [tag],
                by=asker,
            )
        with clock.at(at + timedelta(minutes=minutes)), unit_of_work():
            return answering.answer(
                db.session.get_one(Question, question.id),
                f"The nightly scan number {count} does it; switch it off in the settings.",
                by=author,
            )

    return make


def rate(answer: Answer, stars: int, by: Actor) -> None:
    with unit_of_work():
        rating.rate(db.session.get_one(Answer, answer.id), stars, by=by)


def accept(answer: Answer, by: Actor) -> None:
    with unit_of_work():
        answering.accept(db.session.get_one(Answer, answer.id), by=by)


def shown_of(someone: Actor) -> Posts:
    db.session.rollback()
    with current_app.test_request_context():
        return posts_of(numbers_of(someone.id).shown, words=True)
