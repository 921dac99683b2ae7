"""Who locks a row keeps others from changing it, never from writing what names it."""

import re

import pytest
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError

from community.kernel import clock
from community.kernel.db import db, lock_row
from community.kernel.policy import Actor
from community.questions.models import Question
from community.ratings.models import Rating
from tests.gamification.conftest import Thread
from tests.house.sources import own_python

on_postgres = pytest.mark.parametrize(
    "app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@on_postgres
def test_a_locked_answer_is_still_named_by_others_and_not_changed(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    """Two who rate in two threads of one author settle each other's rows: neither may wait for the other."""
    answer = thread(alice, bob)
    answer_id, question_id = answer.id, answer.question_id
    lock_row(answer)
    now = clock.now()
    rating = {"answer_id": answer_id, "rater_id": alice.id, "stars": 5, "created_at": now, "updated_at": now}
    with db.engine.connect() as other:
        other.execute(text("SET LOCAL lock_timeout = '200ms'"))
        other.execute(insert(Rating).values(rating))
        with pytest.raises(OperationalError, match="lock timeout"):
            other.execute(text("UPDATE answers SET rating_count = 9 WHERE id = :id"), {"id": answer_id})
    db.session.rollback()
    assert db.session.get_one(Question, question_id).answer_count == 1


def test_no_row_is_locked_against_being_named() -> None:
    """`with_for_update` with nothing said is `FOR UPDATE`: such deeds wait in circles. Shared locks do not."""
    strict = re.compile(
        r"with_for_update=(?:True|\{(?!.*ROW_LOCK))|with_for_update\((?!.*(?:key_share|read)=True)"
    )
    found = [
        f"{path.name}: {line.strip()}"
        for path in own_python()
        if "tests" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if strict.search(line)
    ]
    assert found == []
