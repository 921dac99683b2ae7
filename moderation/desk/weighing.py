"""The priority of a case as a sum that can be shown, and what would change it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from moderation.desk.rules import minutes_to_rise
from moderation.escalation.models import Case
from moderation.escalation.rules import SHARES, Weight

FLOORS: Final = (18, 36, 52)  # points from which P3, P2 and P1 begin, where waiting has not lifted the case


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """`parts` are (name, points, most points); `calm` is the band if the customer were not angry at all."""

    points: float
    band: str
    parts: list[tuple[str, float, float]]
    rises_in: timedelta | None
    calm: str
    hourly: float


def weighing_of(case: Case, now: datetime) -> Weighing:
    """The sum behind the priority of a case at a moment."""
    weight = case.weight_at(case.closed_at or now)
    in_an_hour = replace(weight, waited_minutes=weight.waited_minutes + 60)
    minutes = minutes_to_rise(
        weight.waited_minutes, lambda waited: _band(replace(weight, waited_minutes=waited))
    )
    return Weighing(
        points=weight.points,
        band=str(weight.band),
        parts=[(name, points, 100 * SHARES[name]) for name, points in weight.parts.items()],
        rises_in=None if minutes is None else timedelta(minutes=minutes),
        calm=_band(replace(weight, anger=0.0)),
        hourly=round(in_an_hour.points - weight.points, 1),
    )


def _band(weight: Weight) -> str:
    return str(weight.band)
