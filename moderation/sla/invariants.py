"""What must hold between cases, their promises and their clocks, for `huzhu check`."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.sla.hours import Calendar, zone_named
from moderation.sla.models import CaseClock, CasePromise, SlaCalendar, SlaHours, SlaPolicy
from moderation.sla.queries import calendar_of
from moderation.sla.rules import UNENDED, ClockKind, ClockState

NOTHING = timedelta()


def breaches(session: Session) -> list[str]:
    """A line for each case whose clocks are not what was promised, and for settings that promise nothing."""
    return [*_settings(session), *_cases(session)]


def _settings(session: Session) -> Iterator[str]:
    count = session.scalar(select(func.count(SlaPolicy.id))) or 0
    fallbacks = session.scalar(select(func.count(SlaPolicy.id)).where(SlaPolicy.is_fallback)) or 0
    usual = session.scalar(select(func.count(SlaCalendar.id)).where(SlaCalendar.is_default)) or 0
    if count and (fallbacks, usual) != (1, 1):
        yield f"there are {fallbacks} policies for all that is left and {usual} usual calendars"
    for hours_id, zone in session.execute(select(SlaHours.id, SlaHours.zone)):
        if zone_named(zone) is None:
            yield f"hours {hours_id} are in the zone {zone}, which this machine does not know"


def _cases(session: Session) -> Iterator[str]:
    calendars = {each.id: calendar_of(each) for each in session.scalars(select(SlaHours))}
    promises = {each.case_id: each for each in session.scalars(select(CasePromise))}
    there: set[tuple[int, str]] = set()
    query = select(CaseClock).where(CaseClock.state.in_(UNENDED)).execution_options(yield_per=1000)
    for clock in session.scalars(query):
        promise = promises.get(clock.case_id)
        there.add((clock.case_id, clock.clock))
        if promise is None:
            yield f"case {clock.case_id} has a clock and no promise"
        else:
            yield from _clock(clock, promise, calendars[clock.hours_id])
    for promise in promises.values():
        for kind in ClockKind:
            if promise.wants(kind) is not None and (promise.case_id, kind.value) not in there:
                yield f"case {promise.case_id} is promised a {kind} and has no clock for it"


def _clock(clock: CaseClock, promise: CasePromise, calendar: Calendar) -> Iterator[str]:
    name = f"case {clock.case_id}: the clock {clock.clock}"
    target = promise.wants(ClockKind(clock.clock))
    if target is None:
        yield f"{name} has not ended, though nothing of the kind is owed"
    elif target != clock.ticking.target or clock.hours_id != promise.hours_id:
        yield f"{name} is held to something else than was promised"
    if (clock.state == ClockState.RUNNING) == promise.stands:
        yield f"{name} is {clock.state}, though the case {'stands still' if promise.stands else 'goes on'}"
    if clock.due_at != clock.ticking.due_at(calendar):
        yield f"{name} is due at {clock.due_at}, and should be at {clock.ticking.due_at(calendar)}"
