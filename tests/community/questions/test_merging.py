"""What is written to a question that is merged at this moment, or was merged since its page was opened, is not lost."""

import pytest
from flask import Flask
from sqlalchemy import select

from community.answers import services as answers
from community.answers import threads
from community.answers.models import Answer
from community.comments import services as comments
from community.comments.models import Comment
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services, taking_part
from community.questions.queries import question_or_404
from tests.conftest import both_databases
from tests.parallel import at_once

BODY = "The second node restarts every hour since the update, and I tried another outlet."


@pytest.fixture
def two(app: Flask, alice: Actor, bob: Actor) -> tuple[int, int, int]:
    """A question with an answer, and another one."""
    made = []
    for title in ("The second node restarts every hour", "My node restarts"):
        with unit_of_work():
            made.append(services.ask(title, f"{BODY} ({title})", ["mesh"], by=alice).id)
    with unit_of_work():
        reply = answers.answer(question_or_404(made[0]), "Go back to the release before that one.", by=bob)
    return made[0], reply.id, made[1]


def merge(number: int, into: int, by: Actor) -> None:
    with unit_of_work():
        threads.merge(question_or_404(number), question_or_404(into), by=by)


def remark(on: int, by: Actor) -> None:
    with unit_of_work():
        comments.comment(post_or_404(on), "Which release is that, the one of May?", by=by)


def test_whoever_has_an_old_page_open_hears_where_the_question_is(
    two: tuple[int, int, int], alice: Actor, bob: Actor, carol: Actor
) -> None:
    question, reply, into = two
    merge(question, into, carol)
    for deed in (taking_part.mark_same_problem, taking_part.follow):
        with pytest.raises(Conflict), unit_of_work():
            deed(question_or_404(question), by=bob)
    with pytest.raises(Conflict):
        remark(question, alice)
    remark(reply, alice)
    assert db.session.scalars(select(Comment.question_id)).all() == [into]


@both_databases
def test_a_remark_goes_with_its_answer_or_is_refused(
    app: Flask, two: tuple[int, int, int], alice: Actor, carol: Actor
) -> None:
    question, reply, into = two
    at_once(app, [lambda: merge(question, into, carol), *(lambda: remark(reply, alice) for _ in range(4))])
    assert db.session.get_one(Answer, reply, populate_existing=True).question_id == into
    assert set(db.session.scalars(select(Comment.question_id))) <= {into}
