"""The block of the front page for who answers for the site: how it is, in one sentence."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.blocks import Block, Rows
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from community.questions.models import Question
from moderation.insights import queries

DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Health:
    """Of the questions of the last days whose time is over, how many had an answer in time; and what waits now."""

    asked: int
    in_time: int
    held: int
    open_cases: int
    late_cases: int

    @property
    def share(self) -> float | None:
        return self.in_time / self.asked if self.asked else None


def health(_actor: Actor, _rows: Rows) -> Health:
    """All of it in one statement."""
    now, patience = clock.now(), timedelta(minutes=threshold("unanswered_minutes"))
    question = Question.__table__.c
    numbers = db.session.execute(
        select(
            func.count(),
            func.count().filter(queries.answered_within(patience)),
            queries.held(),
            queries.open_cases(),
            queries.late_cases(),
        ).where(
            question.listed,
            question.asked_at > now - timedelta(days=DAYS),
            question.asked_at < now - patience,
        )
    ).one()
    return Health(*numbers)


BLOCK: Final = Block(
    slug="health",
    title=N_("How this place is doing"),
    about=N_("Answers in good time, posts that wait, open cases"),
    template="moderation/insights/_front.html",
    place=16,
    seen_by=lambda actor: may(actor, Permission.SEE_INSIGHTS),
    read=health,
)
