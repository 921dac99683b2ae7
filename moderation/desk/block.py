"""The block of the front page for who works at the desk: their cases, and what is due next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

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
    """What waits at the desk, in two statements."""
    now = clock.now()
    question = Question.__table__.c
    rows = db.session.execute(
        select(Case.id, question.title, Case.lang, Case.priority, Case.due_at)
        .join(Question.__table__, question.id == Case.question_id)
        .where(conditions.UNRESOLVED, Case.state == CaseState.OPEN, Case.owner_id == actor.member_id)
        .order_by(Case.due_at.is_(None), Case.due_at, Case.priority, Case.id)
        .limit(SHOWN)
    )
    due = [Due(row[0], row[1], row[2], row[3], row[4], row[4] is not None and row[4] < now) for row in rows]
    counts = listing.counts(actor, VIEWS)
    return Work({view: counts[view] for view in VIEWS}, listing.COUNTED, due)


BLOCK: Final = Block(
    slug="desk",
    title=N_("Your cases"),
    about=N_("What is yours, what is nearly late, what nobody has, and what is due next"),
    template="moderation/desk/_front.html",
    place=12,
    seen_by=lambda actor: may(actor, Permission.WORK_CASES),
    read=work,
)
