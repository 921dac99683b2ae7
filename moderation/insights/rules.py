"""What the figures mean: weeks, shares, ranks, months, and what is said of them at the top; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

WEEK: Final = timedelta(days=7)
WEEK_SECONDS: Final = 7 * 24 * 3600
CHOICES: Final = (4, 12, 26, 52)
USUAL: Final = 12
BEFORE: Final = 4  # weeks that the last one is compared with
HELPER_DAYS: Final = 28  # whoever answered within these is an active helper
SHADES: Final = 4


class Mood(StrEnum):
    """How a question sounded: what was kept of it when it came."""

    ANGRY = "angry"
    COMPLAINT = "complaint"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    good: int = 0
    total: int = 0

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there was nothing."""
        return self.good / self.total if self.total else None

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.good + other.good, self.total + other.total)


def together(rates: Iterable[Rate]) -> Rate:
    """The sum of some rates."""
    return sum(rates, start=Rate())


def points(now: float | None, before: float | None) -> int | None:
    """By how many hundredths a share went up, as the rounded shares show it; None where one is not known."""
    if now is None or before is None:
        return None
    return round(now * 100) - round(before * 100)


def starts(now: datetime, weeks: int) -> tuple[datetime, ...]:
    """The beginnings of the last weeks, the oldest first; the last of them ends now."""
    return tuple(now - WEEK * back for back in range(weeks, 0, -1))


def middle(count: int) -> int:
    """Which of so many values in order at least half are not above."""
    return (count + 1) // 2


def ninetieth(count: int) -> int:
    """Which of so many values in order nine of ten are not above."""
    return (9 * count + 9) // 10


def months_back(today: date, months: int) -> tuple[str, ...]:
    """The names of the last months, this one among them, the oldest first: 2026-03."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(last - months + 1, last + 1))


def shade(count: float, most: float) -> int:
    """How strongly a cell is tinted, 0 to 4; whatever there is, is seen."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, min(SHADES, round(SHADES * count / most)))
