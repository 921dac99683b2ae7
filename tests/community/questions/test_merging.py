"""What is written to a question that is merged at this moment, or was merged since its page was opened, is not lost."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from community.answers import services as answers
from community.answers import threads
from community.answers.models import Answer
from community.comments import services as comments
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services, taking_part
from community.questions.models import SameProblem
from community.questions.queries import question_or_404
from moderation.flags import services as flags
from moderation.review.models import ReviewItem
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


def test_remarks_on_the_question_itself_go_along(
    two: tuple[int, int, int], alice: Actor, bob: Actor, carol: Actor, client: FlaskClient
) -> None:
    question, _, into = two
    remark(question, alice)
    with unit_of_work():
        comments.comment(post_or_404(into), "Mine has a grey case, should that matter.", by=alice)
    said = db.session.scalars(select(Comment.id).where(Comment.parent_id == question)).one()
    with unit_of_work():
        flags.flag(post_or_404(said), "spam", by=bob)
    merge(question, into, carol)
    page = client.get(f"/posts/{said}", follow_redirects=True)
    assert page.request.path.startswith(f"/questions/{into}/")
    assert f'id="comment-{said}"' in page.text
    counts = {each: post_or_404(each).comment_count for each in (question, into)}
    assert counts == {question: 0, into: 2}
    assert db.session.scalars(select(ReviewItem.thread_id).where(ReviewItem.post_id == said)).all() == [into]


def test_who_had_the_problem_long_ago_makes_nothing_hot_by_being_merged(
    two: tuple[int, int, int], bob: Actor, carol: Actor, dave: Actor
) -> None:
    old, _, into = two
    long_ago = clock.now() - timedelta(days=30)
    for member, number in ((bob, old), (dave, into)):
        with unit_of_work():
            taking_part.mark_same_problem(question_or_404(number), by=member)
    with unit_of_work():
        question_or_404(old).asked_at = long_ago
        db.session.execute(
            update(SameProblem).where(SameProblem.question_id == old).values(created_at=long_ago)
        )
    merge(old, into, carol)
    had = select(SameProblem.member_id, SameProblem.created_at).where(SameProblem.question_id == into)
    assert {row.member_id for row in db.session.execute(had) if row.created_at > long_ago} == {dave.id}
    assert question_or_404(into).same_problem_count == 2


@both_databases
def test_a_remark_goes_with_its_answer_or_is_refused(
    app: Flask, two: tuple[int, int, int], alice: Actor, carol: Actor
) -> None:
    question, reply, into = two
    at_once(app, [lambda: merge(question, into, carol), *(lambda: remark(reply, alice) for _ in range(4))])
    assert db.session.get_one(Answer, reply, populate_existing=True).question_id == into
    assert set(db.session.scalars(select(Comment.question_id))) <= {into}
