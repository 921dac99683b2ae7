"""The stretch of time that a badge may look at; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

FEWEST_DAYS: Final = 1
MOST_DAYS: Final = 3_650
YEARS: Final = range(1990, 2201)
MONTHS: Final = range(1, 13)
_SMALLEST: Final = timedelta(microseconds=1)  # "now" itself still counts


class Span(StrEnum):
    """How a window is measured."""

    DAYS = "days"  # so many days back from now
    MONTH = "month"  # the running month
    YEAR = "year"  # the running year
    PERIOD = "period"  # one certain month or year


@dataclass(frozen=True, slots=True)
class Window:
    """`days` for days back from now, `year` and perhaps `month` for a certain stretch of the calendar.

    Months and years are those of UTC, as the days of the ledger are: so nobody earns more or less by living
    elsewhere.
    """

    span: Span
    days: int = 0
    year: int = 0
    month: int = 0

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """From when on, and until before when, something counts at the moment `now`."""
        now = now.astimezone(UTC)
        if self.span is Span.DAYS:
            return now - timedelta(days=self.days), now + _SMALLEST
        if self.span is Span.MONTH:
            return _month(now.year, now.month)
        if self.span is Span.YEAR:
            return _year(now.year)
        return _month(self.year, self.month) if self.month else _year(self.year)

    def __str__(self) -> str:
        """The word that `parsed` reads: 30d, month, year, 2026, 2026-05."""
        if self.span is Span.DAYS:
            return f"{self.days}d"
        if self.span is Span.PERIOD:
            return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"
        return str(self.span)


def _month(year: int, month: int) -> tuple[datetime, datetime]:
    start = datetime(year, month, 1, tzinfo=UTC)
    return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _year(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def parsed(word: str) -> Window | None:
    """The window that a word names; None for no word: all time. Raises ValueError for anything else."""
    word = word.strip().lower()
    if not word:
        return None
    if word in {Span.MONTH, Span.YEAR}:
        return Window(Span(word))
    if word.endswith("d"):
        days = _whole(word[:-1])
        if not FEWEST_DAYS <= days <= MOST_DAYS:
            raise ValueError(word)
        return Window(Span.DAYS, days=days)
    return _period(word)


def _period(word: str) -> Window:
    year, dash, month = word.partition("-")
    found = Window(Span.PERIOD, year=_whole(year), month=_whole(month) if dash else 0)
    if found.year not in YEARS or (dash and found.month not in MONTHS):
        raise ValueError(word)
    return found


def _whole(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST_DAYS))):
        raise ValueError(digits)
    return int(digits)
