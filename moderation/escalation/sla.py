"""Business time: when something is due that staff promised within so many working hours; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FARTHEST = timedelta(days=3660)  # a calendar without hours in ten years has none

Range = tuple[time, time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When staff are there. `hours` maps weekdays (0 is Monday) to ranges in local time, in order.

    A range that ends at 00:00 ends at midnight. `holidays` are local dates without any.
    """

    hours: Mapping[int, tuple[Range, ...]]
    zone: str = "UTC"
    holidays: frozenset[date] = field(default_factory=frozenset)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans from `start` on, in UTC, so that clock changes lengthen or shorten nothing."""
        zone = ZoneInfo(self.zone)
        day = start.astimezone(zone).date() - timedelta(days=1)
        end = day + FARTHEST
        while day < end:
            for opens, closes in () if day in self.holidays else self.hours.get(day.weekday(), ()):
                last_day = day if closes > opens else day + timedelta(days=1)
                opened = datetime.combine(day, opens, zone).astimezone(UTC)
                closed = datetime.combine(last_day, closes, zone).astimezone(UTC)
                if closed > start and closed > opened:
                    yield max(opened, start.astimezone(UTC)), closed
            day += timedelta(days=1)


def due_at(start: datetime, within: timedelta, calendar: Calendar) -> datetime:
    """The moment at which `within` of working time has passed since `start` (aware); in UTC.

    Raises ValueError when the calendar holds no such moment within ten years.
    """
    left = within
    for opened, closed in calendar.spans(start):
        if left <= closed - opened:
            return opened + left
        left -= closed - opened
    message = "this calendar has no working hours"
    raise ValueError(message)


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
