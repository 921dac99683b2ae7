"""How often each check fired, and how often moderators agreed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.judging import Verdict
from moderation.quality.models import GateFinding, GateSetting

WEEK: Final = 7
MONTH: Final = 30
AGREED: Final = ("refuse", "spam")  # decisions that say: the finding was right
STOPPED: Final = (Verdict.HOLD, Verdict.REFUSE)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one check: posts with its finding in 7 and 30 days, of those how many held, and what was decided."""

    week: int = 0
    month: int = 0
    held: int = 0  # in 30 days
    decided: int = 0
    agreed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of decided posts where moderators agreed; None where nothing was decided."""
        return self.agreed / self.decided if self.decided else None


def figures() -> dict[str, Figures]:
    """The figures of each check that fired in the last 30 days, in one statement."""
    now = clock.now()
    looked_at = GateFinding.verdict != Verdict.PUBLISH
    rows = db.session.execute(
        select(
            GateFinding.check,
            _sum(GateFinding.found_at > now - timedelta(days=WEEK)),
            func.count(),
            _sum(GateFinding.verdict.in_(STOPPED)),
            _sum(GateFinding.decision.is_not(None) & looked_at),
            _sum(GateFinding.decision.in_(AGREED) & looked_at),
        )
        .where(GateFinding.found_at > now - timedelta(days=MONTH))
        .group_by(GateFinding.check)
    ).all()
    return {check: Figures(*map(int, numbers)) for check, *numbers in rows}


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def changed() -> dict[str, GateSetting]:
    """The checks that this site set otherwise."""
    return {each.check: each for each in db.session.scalars(select(GateSetting))}
