"""The priority of a case as a sum that can be shown, and what would change it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from moderation.escalation.models import Case
from moderation.escalation.rules import SHARES, Weight

ANY_SUM: Final = 1_000  # more than any sum: only the band counts as a change
FLOORS: Final = (18, 36, 52)  # points from which P3, P2 and P1 begin, where waiting has not lifted the case


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What a priority is made of.

    `parts` are (name, points, most points); `by_sum` is the band before waiting lifts it, `calm` the band
    if the customer were not angry at all.
    """

    points: float
    band: str
    by_sum: str
    parts: list[tuple[str, float, float]]
    rises_in: timedelta | None
    calm: str


def weighing_of(case: Case, now: datetime) -> Weighing:
    """The sum behind the priority of a case at a moment."""
    weight = case.weight_at(case.closed_at or now)
    minutes = weight.minutes_until_change(ANY_SUM)
    later = replace(weight, waited_minutes=weight.waited_minutes + minutes)
    return Weighing(
        points=weight.points,
        band=str(weight.band),
        by_sum=f"P{4 - sum(weight.points >= floor for floor in FLOORS)}",
        parts=[(name, points, 100 * SHARES[name]) for name, points in weight.parts.items()],
        rises_in=timedelta(minutes=minutes) if later.band != weight.band else None,
        calm=_band(replace(weight, anger=0.0)),
    )


def _band(weight: Weight) -> str:
    return str(weight.band)
