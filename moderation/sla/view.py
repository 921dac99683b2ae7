"""What the pages of the promises show: a week as bars, the holidays to come, a case that is tried."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from moderation.sla import queries
from moderation.sla.hours import DAY, Calendar, Range, zone_named
from moderation.sla.models import SlaCalendar, SlaHours, SlaPolicy
from moderation.sla.queries import AllPromises
from moderation.sla.rules import ClockKind, Conditions, Facts, Policy, Ticking, first_match

MONDAY: Final = date(2024, 1, 1)  # a Monday, for the names of the weekdays
SHOWN_DAYS: Final = 6


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a week as bars: its name as a date, and the ranges of that day, nights divided at midnight."""

    name: date
    bars: Sequence[Range]
    minutes: int


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar with its week, and what is special soon."""

    calendar: SlaCalendar
    zone: str
    zone_is_known: bool
    week: Sequence[Day]
    special: Sequence[Mapping[str, Any]]
    used_by: Sequence[str]

    @property
    def hours_a_week(self) -> float:
        return sum(day.minutes for day in self.week) / 60


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy with what it asks for and the name of its calendar."""

    policy: SlaPolicy
    conditions: Conditions
    calendar: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What would be promised for a case opened at some moment."""

    opened_at: datetime
    policy: Policy
    zone: str
    due: Mapping[str, datetime]


def week_of(hours: Sequence[Sequence[Sequence[int]]]) -> list[Day]:
    """A week as bars of minutes."""
    bars: list[list[Range]] = [[] for _ in range(7)]
    for day, ranges in enumerate(hours):
        for begin, end in ranges:
            bars[day].append((begin, min(end, DAY)))
            if end > DAY:
                bars[(day + 1) % 7].append((0, end - DAY))
    return [
        Day(MONDAY + timedelta(days=day), sorted(each), sum(end - begin for begin, end in hours[day]))
        for day, each in enumerate(bars)
    ]


def special_days(hours: SlaHours, today: date) -> list[dict[str, Any]]:
    """The next holidays and extra working days, in order."""
    found = []
    for each in hours.holidays:
        day = date.fromisoformat(each["day"])
        if each["yearly"]:
            day = _next_of(day, today)
        found.append({"day": day, "name": each["name"], "works": False, "yearly": each["yearly"]})
    for each in hours.extra:
        day = date.fromisoformat(each["day"])
        found.append({"day": day, "name": each["name"], "works": True, "yearly": False})
    coming = sorted((each for each in found if each["day"] >= today), key=lambda each: str(each["day"]))
    return _runs(coming)[:SHOWN_DAYS]


def _runs(days: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days in a row of one name as one, from `day` to `last`."""
    found: list[dict[str, Any]] = []
    for each in days:
        before = found[-1] if found else None
        follows = before is not None and before["last"] + timedelta(days=1) == each["day"]
        if (
            before is not None
            and follows
            and (before["name"], before["works"]) == (each["name"], each["works"])
        ):
            before["last"] = each["day"]
        else:
            found.append({**each, "last": each["day"]})
    return found


def _next_of(day: date, today: date) -> date:
    """The next time a day of each year comes."""
    for year in range(today.year, today.year + 9):
        try:
            found = day.replace(year=year)
        except ValueError:  # 29 February
            continue
        if found >= today:
            return found
    return day


def calendars(there: AllPromises, now: datetime) -> list[CalendarView]:
    """All calendars, the usual one first; today is what it is where each of them counts."""
    hours = {each.calendar_id: each for each in there.hours}
    using: dict[int, list[str]] = {}
    for policy in there.policies:
        using.setdefault(policy.calendar_id, []).append(policy.name)
    return [
        CalendarView(
            each,
            hours[each.id].zone,
            zone_named(hours[each.id].zone) is not None,
            week_of(hours[each.id].hours),
            special_days(hours[each.id], now.astimezone(zone_named(hours[each.id].zone) or UTC).date()),
            using.get(each.id, []),
        )
        for each in there.calendars
    ]


def policies(there: AllPromises) -> list[PolicyView]:
    """All policies in their order."""
    names = {each.id: each.name for each in there.calendars}
    rules = {each.id: each for each in there.rules}
    return [PolicyView(each, rules[each.id].conditions, names[each.calendar_id]) for each in there.policies]


def tried(there: AllPromises, facts: Facts, opened_at: datetime) -> Tried:
    """Under which policy a case would come, and when what would be due."""
    policy = first_match(there.rules, facts)
    calendar = next(queries.calendar_of(each) for each in there.hours if each.id == policy.hours_id)
    return Tried(opened_at, policy, calendar.zone, _due(policy, opened_at, calendar))


def _due(policy: Policy, opened_at: datetime, calendar: Calendar) -> dict[str, datetime]:
    targets = {kind: policy.terms.target(kind) for kind in ClockKind}
    zone = zone_named(calendar.zone)
    return {
        kind.value: due.astimezone(zone)
        for kind, target in targets.items()
        if target is not None
        and (due := Ticking(target=target, since=opened_at).due_at(calendar)) is not None
    }
