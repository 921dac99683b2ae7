"""Policies and calendars as they are in force, and the clocks of cases."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Subquery, func, select, tuple_

from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.meanwhile import base_of
from community.kernel.sheaf import Sheaf
from moderation.sla.hours import Calendar
from moderation.sla.models import CaseClock, CasePromise, SlaCalendar, SlaHours, SlaPolicy
from moderation.sla.rules import UNENDED, Policy


def policies() -> Sequence[SlaPolicy]:
    """All policies in their order, the fallback last."""
    return db.session.scalars(
        select(SlaPolicy).order_by(SlaPolicy.is_fallback, SlaPolicy.position, SlaPolicy.id)
    ).all()


def policy_or_404(policy_id: int) -> SlaPolicy:
    """The policy; raises NotFound."""
    found = db.session.get(SlaPolicy, policy_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class AllPromises:
    """All that is promised now: policies in their order, calendars with the default first, and their hours."""

    policies: Sequence[SlaPolicy]
    calendars: Sequence[SlaCalendar]
    hours: Sequence[SlaHours]

    @property
    def rules(self) -> list[Policy]:
        """The policies, each with the hours that its calendar has now."""
        hours = {each.calendar_id: each.id for each in self.hours}
        return [policy.as_rule(hours[policy.calendar_id]) for policy in self.policies]


def in_force() -> AllPromises:
    """All of it, in one statement."""
    sheaf = Sheaf()
    newest = _newest()
    is_newest = tuple_(SlaHours.calendar_id, SlaHours.version).in_(select(*newest.c))
    found = AllPromises(
        sheaf.list_of(SlaPolicy, order=[SlaPolicy.is_fallback, SlaPolicy.position, SlaPolicy.id]),
        sheaf.list_of(SlaCalendar, order=[SlaCalendar.is_default.desc(), SlaCalendar.name]),
        sheaf.list_of(SlaHours, is_newest),
    )
    sheaf.read()
    return found


def rules_in_force() -> list[Policy]:
    """All policies in their order, each with the hours that its calendar has now."""
    return in_force().rules


def calendars() -> Sequence[SlaCalendar]:
    """All calendars, the default first."""
    return db.session.scalars(
        select(SlaCalendar).order_by(SlaCalendar.is_default.desc(), SlaCalendar.name)
    ).all()


def calendar_or_404(calendar_id: int) -> SlaCalendar:
    """The calendar; raises NotFound."""
    found = db.session.get(SlaCalendar, calendar_id)
    if found is None:
        raise NotFound
    return found


def _newest() -> Subquery:
    version = func.max(SlaHours.version).label("version")
    return select(SlaHours.calendar_id, version).group_by(SlaHours.calendar_id).subquery()


def current_hours() -> Sequence[SlaHours]:
    """The hours that each calendar has now."""
    newest = _newest()
    return db.session.scalars(
        select(SlaHours).join(
            newest,
            (newest.c.calendar_id == SlaHours.calendar_id) & (newest.c.version == SlaHours.version),
        )
    ).all()


def hours_of(calendar_id: int) -> SlaHours:
    """The hours that a calendar has now."""
    return db.session.scalars(
        select(SlaHours).where(SlaHours.calendar_id == calendar_id).order_by(SlaHours.version.desc()).limit(1)
    ).one()


def base_of_calendar(calendar: SlaCalendar) -> str:
    """What the form of a calendar is filled with, in short."""
    return base_of(calendar.name, hours_of(calendar.id).version)


def default_calendar() -> Calendar | None:
    """The hours of the default calendar, for whatever else counts in service hours; None on a new site."""
    sheaf = Sheaf()
    found = wanted_default(sheaf)
    sheaf.read()
    return first_of(found)


def wanted_default(sheaf: Sheaf) -> list[SlaHours]:
    """Let a page read the hours of the default calendar together with its other lists; for `first_of`."""
    default = select(SlaCalendar.id).where(SlaCalendar.is_default)
    return sheaf.list_of(SlaHours, SlaHours.calendar_id.in_(default), order=[SlaHours.version.desc()], most=1)


def first_of(hours: Sequence[SlaHours]) -> Calendar | None:
    """The first of these hours as a calendar, where there are any."""
    return calendar_of(hours[0]) if hours else None


def calendar_of(hours: SlaHours) -> Calendar:
    """Hours as the rules of business time see them; the same hours are read once, and remember their days."""
    return _calendar(json.dumps([hours.zone, hours.hours, hours.holidays, hours.extra]))


@lru_cache(maxsize=128)
def _calendar(kept: str) -> Calendar:
    zone, hours, holidays, extra = json.loads(kept)
    days = [(date.fromisoformat(each["day"]), each["yearly"]) for each in holidays]
    return Calendar(
        zone=zone,
        hours={day: _ranges(ranges) for day, ranges in enumerate(hours)},
        holidays=frozenset(day for day, yearly in days if not yearly),
        yearly=frozenset((day.month, day.day) for day, yearly in days if yearly),
        extra={date.fromisoformat(each["day"]): _ranges(each["ranges"]) for each in extra},
    )


def _ranges(kept: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((begin, end) for begin, end in kept)


def calendars_by_hours(hours_ids: Collection[int]) -> dict[int, Calendar]:
    """The calendars behind some hours."""
    found = db.session.scalars(select(SlaHours).where(SlaHours.id.in_(set(hours_ids))))
    return {each.id: calendar_of(each) for each in found}


def promise_of(case_id: int) -> CasePromise | None:
    """What is promised for a case."""
    return db.session.get(CasePromise, case_id)


def clocks_of(case_id: int) -> Sequence[CaseClock]:
    """All clocks that a case ever had, in the order in which they began."""
    return db.session.scalars(
        select(CaseClock).where(CaseClock.case_id == case_id).order_by(CaseClock.started_at, CaseClock.id)
    ).all()


def unended(case_id: int) -> dict[str, CaseClock]:
    """The clocks of a case that run or stand, by their kind."""
    found = db.session.scalars(
        select(CaseClock)
        .where(CaseClock.case_id == case_id, CaseClock.state.in_(UNENDED))
        .execution_options(populate_existing=True)
    )
    return {each.clock: each for each in found}


def late(now: datetime, limit: int) -> list[tuple[int, int]]:
    """(clock, case) of running clocks whose time is over and of which nobody was told, the oldest first."""
    query = (
        select(CaseClock.id, CaseClock.case_id)
        .where(CaseClock.state == "running", CaseClock.breached_at.is_(None), CaseClock.due_at < now)
        .order_by(CaseClock.due_at)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.limit(limit))]


def soon_due(now: datetime, limit: int) -> list[tuple[int, int]]:
    """(clock, case) of running clocks of which staff are to be warned and have not been."""
    query = (
        select(CaseClock.id, CaseClock.case_id)
        .where(
            CaseClock.state == "running",
            CaseClock.breached_at.is_(None),
            CaseClock.warned_at.is_(None),
            CaseClock.warn_at <= now,
            CaseClock.due_at >= now,
        )
        .order_by(CaseClock.warn_at)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.limit(limit))]


def clock_records(case_id: int, now: datetime) -> list[dict[str, Any]]:
    """The clocks of a case as pages and programs show them: the newest of each kind, in a fixed order."""
    found = clocks_of(case_id)
    return records_of(found, calendars_by_hours({each.hours_id for each in found}), now)


def records_of(
    clocks: Sequence[CaseClock], known: Mapping[int, Calendar], now: datetime
) -> list[dict[str, Any]]:
    """The same of clocks in the order in which they began, and the calendars behind them."""
    newest = {each.clock: each for each in clocks}
    order = ("first-response", "next-response", "resolution")
    return [_record(newest[kind], known, now) for kind in order if kind in newest]


def _record(clock: CaseClock, known: Mapping[int, Calendar], now: datetime) -> dict[str, Any]:
    used = clock.ticking.used_at(now, known[clock.hours_id]).total_seconds() / 60
    return {
        "clock": clock.clock,
        "state": clock.state,
        "round": clock.round,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "target_minutes": clock.target_minutes,
        "used_minutes": round(used, 1),
        "left_minutes": round(clock.target_minutes - used, 1),
        "warned_at": clock.warned_at,
        "breached_at": clock.breached_at,
        "ended_at": clock.ended_at,
    }
