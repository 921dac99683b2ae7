"""Rating an answer: one rating a member, sums that are always true."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from community.questions import services as asking
from community.ratings import services
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


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


def test_a_second_rating_replaces_the_first(answer: Answer, alice: Actor) -> None:
    with unit_of_work():
        services.rate(answer, 2, by=alice)
    with unit_of_work():
        stars = services.rate(answer, 5, by=alice)
    assert stars.distribution == (0, 0, 0, 0, 1)
    assert stars.mean == pytest.approx(3.75)


def test_nobody_rates_their_own_answer(answer: Answer, bob: Actor) -> None:
    with pytest.raises(NotAllowed), unit_of_work():
        services.rate(answer, 5, by=bob)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_go_from_one_to_five(answer: Answer, alice: Actor, stars: int) -> None:
    with pytest.raises(Invalid), unit_of_work():
        services.rate(answer, stars, by=alice)


def test_a_withdrawn_rating_counts_no_more_and_can_be_given_again(answer: Answer, alice: Actor) -> None:
    with unit_of_work():
        services.rate(answer, 1, by=alice)
    with unit_of_work():
        assert services.withdraw(answer, by=alice).count == 0
    with unit_of_work():
        assert services.rate(answer, 4, by=alice).distribution == (0, 0, 0, 1, 0)


def test_the_question_shows_the_sums_of_its_best_answer(answer: Answer, alice: Actor) -> None:
    with unit_of_work():
        services.rate(answer, 4, by=alice)
        answers.accept(answer, by=alice)
    question = questions.question_or_404(answer.question_id)
    assert (question.best_answer_id, question.best_rating_count, question.best_rating_sum) == (
        answer.id,
        1,
        4,
    )
    assert questions.state_of(question) == "solved"


@both_databases
def test_an_answer_that_was_read_with_its_author_can_be_rated(
    app: "Huzhu", answer: Answer, alice: Actor
) -> None:
    # Whoever read it first may have joined the author: a lock must not repeat that join.
    number = answer.id
    db.session.expunge_all()
    with unit_of_work():
        query = select(Answer).options(joinedload(Answer.author)).where(Answer.id == number)
        seen = db.session.scalars(query).one()
        assert services.rate(seen, 5, by=alice).count == 1
