"""How many questions had an answer within the promised time, week by week, by the clock and by hours of service."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from community.kernel.asking import Asking
from community.kernel.db import db
from community.kernel.thresholds import threshold
from moderation.insights import rules
from moderation.insights.queries import answered_within
from moderation.insights.rules import Rate
from moderation.insights.scope import Scope, question, service_calendar
from moderation.insights.service_time import ServiceTime

BATCH: Final = 2_000  # rows of two moments each that are in memory at once


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredWeek:
    """One week of questions whose time is over. `service` is None where a site has no hours of service."""

    start: datetime
    calendar: Rate
    service: Rate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Answers within the promised time; `now` are the last seven days, `before` the four weeks before them."""

    patience: timedelta
    weeks: Sequence[AnsweredWeek]
    now: Rate
    before: Rate

    @property
    def calendar(self) -> Rate:
        return rules.together(each.calendar for each in self.weeks)

    @property
    def service(self) -> Rate | None:
        known = [each.service for each in self.weeks if each.service is not None]
        return rules.together(known) if known else None


def patience() -> timedelta:
    """Within which time an answer is promised."""
    return timedelta(minutes=threshold("unanswered_minutes"))


def answered(scope: Scope) -> Asking[Answered]:
    """Per week of asking, how many had an answer in time."""
    longer = scope.with_weeks(max(scope.weeks, 1 + rules.BEFORE))
    (rows,) = yield [_counted(longer)]
    counted = {number: Rate(good, total) for number, good, total in rows}
    made_up, pending, known = _in_service(longer)
    found = []
    for number, start in enumerate(longer.starts):
        calendar = counted.get(number, Rate())
        service = Rate(calendar.good + made_up[number], calendar.total - pending[number]) if known else None
        found.append(AnsweredWeek(start=start, calendar=calendar, service=service))
    return Answered(
        patience=patience(),
        weeks=found[-scope.weeks :],
        now=found[-1].calendar,
        before=rules.together(each.calendar for each in found[-1 - rules.BEFORE : -1]),
    )


def _counted(scope: Scope) -> Select[*tuple[Any, ...]]:
    week = scope.week_of(question.asked_at).label("week")
    return (
        select(week, func.count().filter(answered_within(patience())), func.count())
        .where(*scope.questions(), question.asked_at < scope.now - patience())
        .group_by(week)
    )


def _in_service(scope: Scope) -> tuple[Counter[int], Counter[int], bool]:
    """Late by the clock: those in time by the hours of service, and those whose time is not over yet."""
    calendar = service_calendar()
    made_up, pending = Counter[int](), Counter[int]()
    if calendar is None:
        return made_up, pending, False
    hours, most = ServiceTime(calendar, scope.since, scope.now), patience()
    rows = db.session.execute(
        select(scope.week_of(question.asked_at), question.asked_at, question.first_answered_at)
        .where(
            *scope.questions(),
            question.asked_at < scope.now - most,
            or_(question.first_answered_at.is_(None), ~answered_within(most)),
        )
        .execution_options(yield_per=BATCH)
    )
    for number, asked_at, answered_at in rows:
        if hours.between(asked_at, answered_at or scope.now) <= most:
            (made_up if answered_at else pending)[number] += 1
    return made_up, pending, True
