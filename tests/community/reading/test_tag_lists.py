"""Lists of a tag go by the activity of its questions, which stands beside the tag in an index of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from community.answers import services as answering
from community.imports.check_threads import activity_of_tags
from community.kernel import clock, stamps
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.reading import queries
from community.reading.filters import Filters
from community.tags import services as tagging
from community.tags.models import QuestionTag
from tests.community.reading.conftest import NOW, Thread
from tests.conftest import both_databases

_questions = Question.__table__


def listed(app: Flask, *tags: str, sort: str = "active") -> list[int]:
    db.session.rollback()
    with app.test_request_context():
        return [row.id for row in queries.question_page(Filters(sort=sort, tags=tags)).items]


def activities(question_id: int) -> Sequence[datetime | None]:
    return db.session.scalars(
        select(QuestionTag.active_at).where(QuestionTag.question_id == question_id)
    ).all()


@both_databases
def test_what_was_active_last_comes_first(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    first = thread(alice, bob).question_id
    second = thread(alice, bob, at=NOW + timedelta(hours=1)).question_id
    thread(alice, bob, at=NOW + timedelta(hours=2), tag="router")
    assert listed(app, "mesh") == [second, first]
    later = NOW + timedelta(hours=3)
    with clock.at(later), unit_of_work():
        answering.answer(
            db.session.get_one(Question, first),
            "A third way is to update the node in the cellar first, and then the other one.",
            by=bob,
        )
    assert listed(app, "mesh") == [first, second]
    assert activities(first) == [later]
    assert activity_of_tags(db.session()) == []


@both_databases
def test_tags_that_a_question_gets_later_know_it_too(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    found = thread(alice, bob).question_id
    with unit_of_work():
        tagging.attach(found, ["mesh", "router", "night"])
    assert activities(found) == [NOW + timedelta(minutes=10)] * 3
    assert listed(app, "router", "night") == [found]
    assert listed(app, "router", sort="hot") == [found]
    assert listed(app, "router", "printer") == []


@both_databases
def test_rows_that_came_before_their_question_learn_it_with_it(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    found = thread(alice, bob).question_id
    with db.engine.begin() as connection:
        (row,) = connection.execute(select(_questions).where(_questions.c.id == found)).mappings()
        connection.execute(text("UPDATE questions SET best_answer_id = NULL"))
        connection.execute(text("DELETE FROM answers"))
        connection.execute(delete(_questions).where(_questions.c.id == found))
        connection.execute(update(QuestionTag).values(active_at=None))
        connection.execute(insert(_questions).values({**row, "best_answer_id": None}))
    assert activities(found) == [row["last_activity_at"]]


@both_databases
def test_triggers_that_were_gone_make_all_rows_true_when_they_come_again(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    found = thread(alice, bob).question_id
    with db.engine.begin() as connection:
        connection.execute(update(QuestionTag).values(active_at=NOW - timedelta(days=9)))
    db.session.rollback()
    said = activity_of_tags(db.session())
    assert [line for line in said if f"question {found} " in line] == said
    assert len(said) == 1
    db.session.rollback()
    with db.engine.begin() as connection:
        stamps.install(connection)
    assert activity_of_tags(db.session()) == []


@both_databases
def test_an_activity_alone_says_nothing_new_of_the_tags(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    thread(alice, bob)
    with db.engine.begin() as connection:
        connection.execute(delete(stamps.PageStamp))
        connection.execute(update(QuestionTag).values(active_at=NOW))
    assert db.session.scalars(select(stamps.PageStamp.kind)).all() == []
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(update(QuestionTag).values(position=7))
    assert set(db.session.scalars(select(stamps.PageStamp.kind))) == {stamps.THREAD, stamps.LISTS}


@pytest.mark.parametrize(
    "filters",
    [Filters(fixed="mesh"), Filters(tags=("mesh", "night")), Filters(tags=("mesh",), state="solved")],
)
def test_the_latest_of_a_tag_are_read_in_their_order_and_not_sorted(app: Flask, filters: Filters) -> None:
    found = queries._some_ids(filters, 1).select().compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = [row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {found}".replace(":", "\\:")))]
    assert any("ix_question_tags_active" in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan)
