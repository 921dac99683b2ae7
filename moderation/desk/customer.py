"""Who asks: their standing, what became of their earlier cases, and how they have sounded lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from community.kernel.db import db
from community.kernel.ports import Standing, standing_of
from community.posts.models import Post, PostKind
from community.reading import people
from community.reading.people import Person
from moderation.desk.moods import Mood, moods_of
from moderation.escalation.models import Case
from moderation.sanctions import queries as sanctions
from moderation.sanctions.models import Sanction

EARLIER: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Whoever hides the game has no `points` here. `earlier` are their other cases, the latest first."""

    who: Person
    member_name: str
    lang: str
    standing: Standing
    points: int | None
    joined: datetime | None
    asked: int
    answered: int
    cases: int
    earlier: Sequence[Case]
    sanctions: Sequence[Sanction]
    moods: list[Mood]


def customer_of(case: Case) -> Customer:
    """The customer of a case whose question and asker are loaded."""
    question = case.question
    member, author_id = question.author, question.author_id
    counted = db.session.execute(
        select(Post.kind, func.count())
        .where(Post.author_id == author_id, Post.author_id.is_not(None))
        .group_by(Post.kind)
    ).all()
    posts = {kind: count for kind, count in counted}  # noqa: C416 - rows are not tuples to the checker
    standing = standing_of(author_id)
    earlier, cases = _earlier(case, author_id) if author_id is not None else ([], 0)
    return Customer(
        who=people.author_of(question),
        member_name=member.name if member and member.is_open else "",
        lang=(member.lang if member else None) or question.lang,
        standing=standing,
        points=None if member is None or member.hides_game else standing.points,
        joined=member.created_at if member else None,
        asked=posts.get(PostKind.QUESTION, 0),
        answered=posts.get(PostKind.ANSWER, 0),
        cases=cases + 1,
        earlier=earlier,
        sanctions=sanctions.active_of(author_id) if author_id is not None else [],
        moods=moods_of(author_id),
    )


def _earlier(case: Case, author_id: int) -> tuple[list[Case], int]:
    """Other cases of this customer: the latest, and how many there are."""
    posts = Post.__table__.c
    theirs = select(posts.id).where(posts.author_id == author_id, posts.kind == PostKind.QUESTION)
    these = (Case.question_id.in_(theirs), Case.id != case.id)
    query = select(Case).where(*these).order_by(Case.opened_at.desc(), Case.id.desc()).limit(EARLIER)
    found = list(db.session.scalars(query.options(selectinload(Case.question), joinedload(Case.owner))))
    if len(found) < EARLIER:
        return found, len(found)
    return found, db.session.scalar(select(func.count()).select_from(Case).where(*these)) or 0
