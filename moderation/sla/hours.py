"""Business time: which moments count, and when so much of it has passed; pure, and exact in UTC.

A range belongs to the local day on which it begins, even when it ends on the next. A local time that a
clock change leaves out is the moment of the change; one that it repeats is the first of the two. So a range
across a change is as long as it really is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

Range = tuple[int, int]  # minutes after midnight; an end beyond 1440 lies on the next day
Span = tuple[datetime, datetime]

DAY: Final = 24 * 60
LONGEST_GAP: Final = timedelta(days=3660)  # a calendar without hours in ten years has none
# Nothing is due later: of a minute a week, a year of work takes a few thousand years.
FARTHEST: Final = LONGEST_GAP
MOST_KNOWN: Final = 5_000  # days whose spans a calendar keeps in mind
_ONE_DAY: Final = timedelta(days=1)


class NoHoursError(ValueError):
    """This calendar has no hours in which it could become due."""


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of this name, or None where this machine knows none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Every time zone by its name, places first."""
    plain = [name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix"))]
    return ("UTC", *sorted(name for name in plain if not name.startswith(("right/", "US/", "SystemV/"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When staff are there. `hours` maps weekdays (0 is Monday) to ranges in local time.

    `holidays` are local dates without hours, `yearly` such (month, day) of each year. `extra` are dates
    with hours of their own, whatever weekday or holiday they are. A zone that is not known counts as UTC.
    """

    hours: Mapping[int, tuple[Range, ...]]
    zone: str = "UTC"
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    extra: Mapping[date, tuple[Range, ...]] = field(default_factory=dict)
    _known: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def ranges_on(self, day: date) -> tuple[Range, ...]:
        """The ranges that begin on a local day, in order."""
        if day in self.extra:
            return tuple(sorted(self.extra[day]))
        if day in self.holidays or (day.month, day.day) in self.yearly:
            return ()
        return tuple(sorted(self.hours.get(day.weekday(), ())))

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The same as moments in UTC; what a clock change leaves nothing of is left out."""
        found = self._known.get(day)
        if found is None:
            zone = zone_named(self.zone) or ZoneInfo("UTC")
            made = (
                (_moment(day, begin, zone), _moment(day, end, zone)) for begin, end in self.ranges_on(day)
            )
            found = tuple((opened, closed) for opened, closed in made if closed > opened)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[day] = found
        return found

    def spans(self, start: datetime) -> Iterator[Span]:
        """Spans in UTC from `start` (aware) on, apart from each other; ends after ten years without any."""
        reached = start.astimezone(UTC)
        day = reached.astimezone(zone_named(self.zone) or UTC).date() - _ONE_DAY
        last = day + LONGEST_GAP
        while day < last:
            for opened, closed in self.spans_on(day):
                if closed > reached:
                    yield max(opened, reached), closed
                    reached, last = closed, day + LONGEST_GAP
            day += _ONE_DAY

    def is_open(self, moment: datetime) -> bool:
        """Whether a moment counts."""
        opened, _closed = next(self.spans(moment), (None, None))
        return opened == moment.astimezone(UTC)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A local time as a moment in UTC."""
    local = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - made aware below
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    return _change_between(local.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between two others, to the second, at which the clocks of a zone change."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def due_at(start: datetime, within: timedelta, calendar: Calendar) -> datetime:
    """The moment at which `within` of working time has passed since `start` (aware); in UTC.

    Raises NoHoursError when the calendar holds no such moment within ten years.
    """
    left, farthest = within, start + FARTHEST
    for opened, closed in calendar.spans(start):
        if opened > farthest:
            break
        length = closed - opened
        if left <= length:
            return opened + left
        left -= length
    message = "this calendar has no working hours, or too few"
    raise NoHoursError(message)


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much working time lies between two moments (aware); none when `end` is earlier."""
    total = timedelta()
    if end <= start:
        return total
    for opened, closed in calendar.spans(start):
        if opened >= end:
            break
        total += min(closed, end.astimezone(UTC)) - opened
    return total
