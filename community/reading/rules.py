"""What a member's page reckons from dates and durations; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEKS: Final = 26
ROOM: Final = 3  # weeks that the name of a month needs
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streaks:
    """Days in a row with a post: the run that still goes on, and the longest one."""

    current: int = 0
    longest: int = 0


def streaks(days: Collection[date], today: date) -> Streaks:
    """The runs of days. A run goes on while its last day is today or yesterday: today is not over yet."""
    longest = run = 0
    last = None
    for day in sorted(set(days)):
        run = run + 1 if last is not None and day - last == DAY else 1
        longest, last = max(longest, run), day
    going_on = last is not None and last >= today - DAY
    return Streaks(run if going_on else 0, longest)


def median(values: Collection[int]) -> int | None:
    """The middle value (the higher of the two in the middle); None of nothing."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else None


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar: its first day here, the column of its first whole week, and what was written in it."""

    first: date
    column: int
    days: int
    posts: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Half a year of days, in whole weeks from a Monday: (day, posts), and the same by month."""

    days: Sequence[tuple[date, int]]
    months: Sequence[Month]

    @property
    def labelled(self) -> Sequence[Month]:
        """The months whose names have room above their weeks: the first may be too short for its own."""
        short = len(self.months) > 1 and self.months[1].column < ROOM
        return self.months[1:] if short else self.months

    @property
    def active(self) -> int:
        return sum(1 for _day, posts in self.days if posts)


def calendar(posts: Mapping[date, int], today: date) -> Calendar:
    """The calendar that ends today."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    days = [(day, posts.get(day, 0)) for day in (first + n * DAY for n in range((today - first).days + 1))]
    months = []
    for start in (day for day, _count in days if day.day == 1 or day == first):
        within = [count for day, count in days if (day.year, day.month) == (start.year, start.month)]
        column = -(-(start - first).days // 7)
        months.append(Month(start, column, sum(1 for count in within if count), sum(within)))
    return Calendar(days, months)
