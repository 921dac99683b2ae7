"""What the next hours of service bring: what comes due, what arrives, what staff can do; pure.

Work is done in the order in which it is due. What is due in an hour and not done by its end is expected to
be late. Amounts are means, so they have fractions.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from moderation.sla.hours import Calendar, working_time, zone_named

HOURS: Final = 24
FARTHEST: Final = timedelta(days=21)  # holidays may lie between
HOUR: Final = timedelta(hours=1)
OVERDUE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known from the past: mean arrivals by hour of the week (0 is Monday 00:00), and staff's speed."""

    arrivals: Mapping[int, float]
    agents: int
    minutes_each: float

    @property
    def an_hour(self) -> float:
        """How many cases staff can do in an hour of service."""
        return self.agents * 60 / self.minutes_each


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of service: how many cases come due, arrive, can be done, and are expected to be late."""

    start: datetime
    minutes: float
    due: int
    arrivals: float
    capacity: float
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The next hours of service; `late_now` are late already."""

    hours: Sequence[Hour]
    late_now: int
    agents: int
    minutes_each: float

    @property
    def late(self) -> float:
        """How many more cases are expected to be late."""
        return sum(hour.late for hour in self.hours)

    @property
    def due(self) -> int:
        return sum(hour.due for hour in self.hours)

    @property
    def arrivals(self) -> float:
        return sum(hour.arrivals for hour in self.hours)

    @property
    def capacity(self) -> float:
        return sum(hour.capacity for hour in self.hours)


def hour_of_week(moment: datetime, zone: str) -> int:
    """Which hour of the week a moment lies in, by the clock on the wall there."""
    local = moment.astimezone(zone_named(zone))
    return local.weekday() * 24 + local.hour


def clock_hours(now: datetime, calendar: Calendar) -> Iterator[tuple[datetime, float, float]]:
    """Hours of service from now on: (start, minutes of service, share of the hour that is left to come)."""
    start, end = now, now + FARTHEST
    while start < end:
        after = start.replace(minute=0, second=0, microsecond=0) + HOUR
        yield start, working_time(start, after, calendar).total_seconds() / 60, (after - start) / HOUR
        start = after


def forecast(
    now: datetime,
    calendar: Calendar,
    due: Sequence[datetime],
    pace: Pace,
    target: timedelta,
    hours: int = HOURS,
) -> Forecast:
    """What the next `hours` hours of service bring; whatever arrives is due after `target` of service."""
    coming = _hours(now, calendar, pace, hours)
    ends = [start.replace(minute=0, second=0, microsecond=0) + HOUR for start, _minutes, _came in coming]
    places = [bisect_left(ends, moment) for moment in due if moment >= now]
    counts = Counter(place for place in places if place < len(coming))
    late_now = len(due) - len(places)
    queue: dict[int, float] = {OVERDUE: float(late_now), **{place: float(n) for place, n in counts.items()}}
    found: list[Hour] = []
    for at, (start, minutes, came) in enumerate(coming):
        promised = at + max(1, ceil(target / HOUR))
        queue[promised] = queue.get(promised, 0.0) + came
        capacity = pace.an_hour * minutes / 60
        late = _work(queue, at, capacity)
        found.append(
            Hour(start=start, minutes=minutes, due=counts[at], arrivals=came, capacity=capacity, late=late)
        )
    return Forecast(hours=found, late_now=late_now, agents=pace.agents, minutes_each=pace.minutes_each)


def _hours(now: datetime, calendar: Calendar, pace: Pace, most: int) -> list[tuple[datetime, float, float]]:
    """(start, minutes, arrivals) of the next hours of service; what arrives between them waits for the next."""
    found: list[tuple[datetime, float, float]] = []
    came = 0.0
    for start, minutes, share in clock_hours(now, calendar):
        came += pace.arrivals.get(hour_of_week(start, calendar.zone), 0.0) * share
        if minutes > 0:
            found.append((start, minutes, came))
            came = 0.0
            if len(found) == most:
                break
    return found


def _work(queue: dict[int, float], at: int, capacity: float) -> float:
    """Do what is due first, as far as the hour goes; how much of this hour's work stays undone."""
    for place in sorted(queue):
        done = min(queue[place], capacity)
        queue[place] -= done
        capacity -= done
    late = queue.pop(at, 0.0)
    queue[OVERDUE] = queue.get(OVERDUE, 0.0) + late
    return late
