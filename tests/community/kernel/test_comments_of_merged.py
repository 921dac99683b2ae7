"""An upgrade brings comments over that stayed where nobody reads them: on questions that were merged before."""

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import update

from community.answers import threads
from community.comments import services as commenting
from community.comments.models import Comment
from community.imports.check_threads import comment_counts, comments_stand_in_their_thread
from community.kernel.db import db, table_of
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.posts.queries import post_or_404
from community.questions import services as questions
from community.questions.queries import question_or_404
from tests.conftest import both_databases

WORDS = "The mesh drops at two in the night, and at three it is back, in room {}."
MIGRATION = import_module("community.kernel.migrations.versions.20261210_comments_of_merged")


def left_behind(by: Actor, remarker: Actor, merging: Actor) -> tuple[list[int], int]:
    """Three questions, each merged into the next, and a comment that stayed on the first, as it used to be."""
    numbers = []
    for each in ("one", "two", "three"):
        with unit_of_work():
            title = f"Why does the mesh drop in room {each}?"
            numbers.append(questions.ask(title, WORDS.format(each), ["mesh"], by=by).id)
    with unit_of_work():
        remark = commenting.comment(post_or_404(numbers[0]), "Which firmware does it run?", by=remarker).id
    for old, new in ((0, 1), (1, 2)):
        with unit_of_work():
            threads.merge(question_or_404(numbers[old]), question_or_404(numbers[new]), by=merging)
    with unit_of_work():
        comment, post = table_of(Comment), table_of(Post)
        place = {"parent_id": numbers[0], "question_id": numbers[0]}
        db.session.execute(update(comment).where(comment.c.id == remark).values(place))
        for number, count in zip(numbers, (1, 0, 0), strict=True):
            db.session.execute(update(post).where(post.c.id == number).values(comment_count=count))
    db.session.remove()
    return numbers, remark


def bring_over() -> None:
    with db.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        MIGRATION.upgrade()


@both_databases
def test_they_come_to_where_the_question_goes_on(app: Flask, alice: Actor, bob: Actor, carol: Actor) -> None:
    numbers, remark = left_behind(bob, alice, carol)
    bring_over()
    moved = db.session.get_one(Comment, remark)
    assert (moved.parent_id, moved.question_id) == (numbers[2], numbers[2])
    assert [post_or_404(each).comment_count for each in numbers] == [0, 0, 1]
    assert comments_stand_in_their_thread(db.session()) + comment_counts(db.session()) == []


def test_those_of_a_question_that_was_hidden_since_stay_with_it(
    app: Flask, alice: Actor, bob: Actor, carol: Actor
) -> None:
    numbers, remark = left_behind(bob, alice, carol)
    with unit_of_work():
        posts.hide(post_or_404(numbers[0]), "abuse", by=carol)
    db.session.remove()
    bring_over()
    assert db.session.get_one(Comment, remark).parent_id == numbers[0]
