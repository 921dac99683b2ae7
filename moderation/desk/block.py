"""The block of the front page for who works at the desk: their cases, and what is due next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from community.kernel import clock
from community.kernel.blocks import Block, Rows
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.words import N_
from community.questions.models import Question
from moderation.desk import conditions, listing
from moderation.desk.filters import View
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState

SHOWN: Final = 3
VIEWS: Final = (View.MINE, View.BREACHING, View.UNASSIGNED)


@dataclass(frozen=True, slots=True)
class Due:
    """A case of the reader's with the moment it is due, if its clocks run."""

    id: int
    title: str
    lang: str
    priority: str
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Work:
    """How many cases stand in each view, and the reader's own that come next."""

    counts: Mapping[str, int]
    most: int
    next: Sequence[Due]


def work(actor: Actor, _rows: Rows) -> Work:
    """What waits at the desk, in one statement: a row for each view, and those that come next beside one's own."""
    now = clock.now()
    counts, due = listing.counting(actor, VIEWS).subquery("counts"), _next(actor).subquery("due")
    rows = db.session.execute(
        select(counts.c.view, counts.c.count.label("count_"), *due.c)
        .outerjoin(due, counts.c.view == View.MINE)
        .order_by(due.c.due_at.is_(None), due.c.due_at, due.c.priority, due.c.id)
    ).all()
    return Work(
        {row.view: row.count_ for row in rows},
        listing.COUNTED,
        [
            Due(
                row.id,
                row.title,
                row.lang,
                row.priority,
                row.due_at,
                row.due_at is not None and row.due_at < now,
            )
            for row in rows
            if row.id is not None
        ],
    )


def _next(actor: Actor) -> Select[Any]:
    """The reader's own cases, the next that is due first."""
    question = Question.__table__.c
    return (
        select(Case.id, question.title, Case.lang, Case.priority, Case.due_at)
        .join(Question.__table__, question.id == Case.question_id)
        .where(conditions.UNRESOLVED, Case.state == CaseState.OPEN, Case.owner_id == actor.member_id)
        .order_by(Case.due_at.is_(None), Case.due_at, Case.priority, Case.id)
        .limit(SHOWN)
    )


BLOCK: Final = Block(
    slug="desk",
    title=N_("Your cases"),
    about=N_("What is yours, what is nearly late, what nobody has, and what is due next"),
    template="moderation/desk/_front.html",
    place=12,
    seen_by=lambda actor: may(actor, Permission.WORK_CASES),
    read=work,
)
