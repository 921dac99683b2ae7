"""How long customers wait for a first answer, week by week: what half of them, and nine of ten, waited at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, literal, select, union_all

from community.kernel.asking import Asking
from community.kernel.moments import seconds_between
from moderation.insights import rules
from moderation.insights.scope import Scope, question

MINUTE: Final = 60  # seconds
WITHOUT: Final = 0  # in the place of a rank: so many have no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitWeek:
    """How long the questions of a week waited, in minutes; None where none has an answer."""

    start: datetime
    answered: int
    unanswered: int
    middle: float | None
    ninetieth: float | None


def waits(scope: Scope) -> Asking[Sequence[WaitWeek]]:
    """Per week of asking, how long it took until the first answer."""
    week = scope.week_of(question.asked_at).label("week")
    waited = seconds_between(question.asked_at, question.first_answered_at).label("waited")
    answered_ones = (
        select(
            week,
            waited,
            func.row_number().over(partition_by=week, order_by=waited).label("place"),
            func.count().over(partition_by=week).label("total"),
        )
        .where(*scope.questions(), question.first_answered_at.is_not(None))
        .subquery()
    )
    row = answered_ones.c
    total: Any = row.total  # a number to the rules, which the database writes out
    ranks = (rules.middle(total), rules.ninetieth(total))
    answered = select(row.week, row.waited, row.place, total).where(row.place.in_(ranks))
    asked = select(week, literal(0), literal(WITHOUT), func.count())
    unanswered = asked.where(*scope.questions(), question.first_answered_at.is_(None)).group_by(week)
    found: dict[int, dict[int, float]] = {}
    totals: dict[int, int] = {}
    without: dict[int, int] = {}
    (rows,) = yield [union_all(answered, unanswered)]
    for number, seconds, place, count in rows:
        if place == WITHOUT:
            without[number] = count
            continue
        found.setdefault(number, {})[place] = max(0.0, seconds / MINUTE)
        totals[number] = count
    return [
        WaitWeek(
            start=start,
            answered=totals.get(number, 0),
            unanswered=without.get(number, 0),
            middle=found[number][rules.middle(totals[number])] if number in found else None,
            ninetieth=found[number][rules.ninetieth(totals[number])] if number in found else None,
        )
        for number, start in enumerate(scope.starts)
    ]
