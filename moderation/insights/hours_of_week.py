"""In which hours of the week questions come, and in which they stay without an answer in time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select

from moderation.insights.promised import patience
from moderation.insights.queries import answered_within
from moderation.insights.scope import Scope, number_of, question
from moderation.sla.forecast import hour_of_week

HALF_HOUR: Final = 1_800  # seconds; wherever clocks differ by whole or half hours, an hour is an hour
HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class HourGap:
    """One hour of the week: 0 is Monday."""

    day: int
    hour: int
    asked: int
    late: int


def _begin(scope: Scope) -> datetime:
    return scope.since.replace(minute=0, second=0, microsecond=0)


def asked(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Questions whose time is over, by half hours: their number, how many, and how many of them were in time."""
    part = number_of(_begin(scope), question.asked_at, HALF_HOUR).label("part")
    return (
        select(part, func.count(), func.count().filter(answered_within(patience())))
        .where(*scope.questions(), question.asked_at < scope.now - patience())
        .group_by(part)
    )


def hours(scope: Scope, zone: str, rows: Sequence[Any]) -> list[HourGap]:
    """Of `asked`: what was asked, and what of it was late; the worst hours first."""
    since = _begin(scope)
    asked, late = Counter[int](), Counter[int]()
    for number, count, good in rows:
        hour = hour_of_week(since + timedelta(seconds=HALF_HOUR * number), zone)
        asked[hour] += count
        late[hour] += count - good
    found = [HourGap(*divmod(hour, HOURS), count, late[hour]) for hour, count in asked.items()]
    return sorted(found, key=lambda each: (-each.late, -each.asked, each.day, each.hour))
