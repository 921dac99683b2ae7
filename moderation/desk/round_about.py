"""The cases that the page of one case names, with their questions, in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from community.kernel.db import db
from community.posts.models import Post, PostKind
from community.questions.models import Question
from moderation.casework import merging
from moderation.escalation.models import Case

EARLIER: Final = 5


@dataclass(frozen=True, slots=True)
class RoundAbout:
    """`beside` stand next to it in a list, `earlier` are the same customer's, `alike` those to compare it with."""

    beside: Sequence[Case]
    earlier: Sequence[Case]
    alike: Sequence[Case]


def of(case: Case, beside: Select[int, int], author_id: int | None) -> RoundAbout:
    """All of them; `beside` are ids with the places in which they stand."""
    wanted: list[Select[*tuple[Any, ...]]] = [beside]
    if author_id is not None:
        some = (_earlier(case, author_id), merging.of_customer(case, author_id))
        wanted += [each.add_columns(literal(0).label("place")) for each in some]
    found = _read(wanted)
    latest = sorted(found[1], key=lambda each: (each.opened_at, each.id), reverse=True)
    return RoundAbout(found[0], latest, found[2])


def _earlier(case: Case, author_id: int) -> Select[int]:
    """The latest other cases of this customer."""
    posts = Post.__table__.c
    theirs = select(posts.id).where(posts.author_id == author_id, posts.kind == PostKind.QUESTION)
    query = select(Case.id).where(Case.question_id.in_(theirs), Case.id != case.id)
    return query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(EARLIER)


def _read(wanted: Collection[Select[*tuple[Any, ...]]]) -> tuple[list[Case], list[Case], list[Case]]:
    """The cases of each of these lists of ids, with question, customer and owner.

    The questions are joined for good, not in case there are any: else SQLite would lay all posts of the site aside.
    """
    lists = [select(literal(number).label("list"), *each.subquery().c) for number, each in enumerate(wanted)]
    ids = union_all(*lists).subquery()
    query = (
        select(ids.c.list, Case)
        .join(Case, Case.id == ids.c.id)
        .join(Case.question)
        .outerjoin(Question.author)
        .options(contains_eager(Case.question).contains_eager(Question.author), joinedload(Case.owner))
        .order_by(ids.c.list, ids.c.place)
    )
    found: tuple[list[Case], list[Case], list[Case]] = ([], [], [])
    for number, each in db.session.execute(query):
        found[number].append(each)
    return found
