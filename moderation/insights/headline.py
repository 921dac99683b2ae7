"""The one sentence at the top: how many have an answer in time now, against the four weeks before; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from moderation.insights import rules
from moderation.insights.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The share of now (None: nothing was asked), by how many points it moved, and why most were late.

    What is not late by the hours of service needs no reason here.
    """

    share: float | None
    points: int | None
    patience: timedelta
    late: int
    why: Reason | None
    why_count: int


def headline(figures: Mapping[str, Any]) -> Headline:
    """From what the page shows anyway."""
    answered, missed = figures["answered"], figures["misses"]
    counts: dict[Reason, int] = {}
    for each in missed:
        if each.why != Reason.CLOSED_HOURS:
            counts[each.why] = counts.get(each.why, 0) + 1
    why = max(counts, key=lambda reason: (counts[reason], -list(Reason).index(reason)), default=None)
    return Headline(
        share=answered.now.share,
        points=rules.points(answered.now.share, answered.before.share),
        patience=answered.patience,
        late=answered.now.total - answered.now.good,
        why=why,
        why_count=counts.get(why, 0) if why else 0,
    )
