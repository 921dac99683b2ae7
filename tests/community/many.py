"""More of the same: hundreds of rows without hundreds of deeds."""

from typing import Any

from sqlalchemy import insert, select

from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions.models import Question
from community.routing.models import Need

FIRST = 100_000  # no number that the database gives by itself


def many(question_id: int, count: int) -> list[int]:
    """So many copies of a question with its need, which have the same number; returns these."""
    ids = list(range(FIRST, FIRST + count))
    need_id = db.session.query(Need).filter_by(question_id=question_id).one().id
    with unit_of_work():
        copies(Post, question_id, [{"id": each} for each in ids])
        copies(Question, question_id, [{"id": each} for each in ids])
        copies(Need, need_id, [{"id": each, "question_id": each} for each in ids])
    return ids


def copies(model: Any, row_id: int, differing: list[dict[str, Any]]) -> None:
    """Copies of a row, each with values of its own."""
    table = model.__table__
    row = dict(db.session.execute(select(table).where(table.c.id == row_id)).mappings().one())
    db.session.execute(insert(table), [row | each for each in differing])
