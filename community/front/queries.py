"""What the front page reads: the rows of all its lists at once, and what a reader uses."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from community.front import rules
from community.front.models import FrontUse
from community.kernel import clock
from community.kernel.db import db
from community.questions.models import Question
from community.questions.queries import with_tags
from community.ratings.models import RatingTotals
from community.reading.queries import Row, rows_of


def rows_by_name(wanted: Mapping[str, Select[Any]]) -> dict[str, list[Row]]:
    """The rows of many lists of ids, each in its order: all in one statement."""
    found: dict[str, list[Row]] = {name: [] for name in wanted}
    if not wanted:
        return found
    parts = []
    for name, query in wanted.items():
        some = query.subquery()
        column = next(iter(some.c))
        parts.append(
            select(literal(name).label("name"), column.label("id"), func.row_number().over().label("place"))
        )
    ids = union_all(*parts).subquery()
    listed = (
        db.session.execute(
            with_tags(
                select(Question, RatingTotals, ids.c.name, ids.c.place)
                .join(ids, ids.c.id == Question.id)
                .outerjoin(RatingTotals, RatingTotals.id == 1)
                .options(joinedload(Question.author))
            )
        )
        .unique()
        .all()
    )
    rows = {row.id: row for row in rows_of([question for question, *_ in listed])}
    for question, _totals, name, _place in sorted(listed, key=lambda each: each.place):
        found[name].append(rows[question.id])
    return found


def uses_of(member_id: int) -> Sequence[tuple[str, date, int]]:
    """What a member used on which day, and how often."""
    rows = db.session.execute(
        select(FrontUse.slug, FrontUse.day, FrontUse.count).where(
            FrontUse.member_id == member_id, FrontUse.day > clock.now().date() - rules.REMEMBERED
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
