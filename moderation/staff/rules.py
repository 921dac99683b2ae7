"""When somebody of the staff takes cases, and what a profile may say; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

MOST_SKILLS: Final = 20
LONGEST_AWAY_NOTE: Final = 200
FIRST_YEAR: Final = 2000  # of a moment until which somebody is away
LAST_YEAR: Final = 2200
LATEST: Final = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)


class Absence(StrEnum):
    """Why somebody gets no cases now."""

    SUSPENDED = "suspended"
    NOT_TAKING = "not-taking"
    AWAY = "away"
    OFF_DUTY = "off-duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The weekdays (0 is Monday) and the hours at which somebody works, by their own clock.

    A shift that ends at or before its start ends the day after.
    """

    days: frozenset[int]
    opens: time
    closes: time

    def covers(self, moment: datetime, zone: str) -> bool:
        """Whether they work at a moment (aware)."""
        local = moment.astimezone(ZoneInfo(zone))
        today, yesterday = local.weekday() in self.days, (local.weekday() - 1) % 7 in self.days
        at = local.time()
        if self.opens < self.closes:
            return today and self.opens <= at < self.closes
        return (today and at >= self.opens) or (yesterday and at < self.closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What decides whether somebody gets cases at a moment."""

    zone: str = "UTC"
    suspended: bool = False
    takes_cases: bool = True
    away_until: datetime | None = None
    shift: Shift | None = None  # None: at all hours


def absence(whose: Presence, now: datetime) -> Absence | None:
    """Why somebody gets no cases at a moment; None when they do."""
    if whose.suspended:
        return Absence.SUSPENDED
    if not whose.takes_cases:
        return Absence.NOT_TAKING
    if whose.away_until is not None and whose.away_until > now:
        return Absence.AWAY
    if whose.shift is not None and not whose.shift.covers(now, whose.zone):
        return Absence.OFF_DUTY
    return None


def listed(words: str) -> list[str]:
    """The words of a list as people type it, in order and each once: commas, spaces or lines between."""
    parts = words.replace("，", ",").replace("、", ",").replace(",", " ").split()
    return list(dict.fromkeys(part.strip().lstrip("#").casefold() for part in parts if part.strip("# ")))


def shift_of(days: Sequence[int], opens: str, closes: str) -> Shift | None:
    """The shift that a form or the database tells of; None without days. Raises ValueError."""
    if not days:
        return None
    if any(not 0 <= day <= 6 for day in days):  # noqa: PLR2004 - Sunday
        raise ValueError(days)
    return Shift(
        days=frozenset(days),
        opens=time.fromisoformat(opens or "00:00"),
        closes=time.fromisoformat(closes or "00:00"),
    )


def by_own_clock(shift: Shift) -> Shift:
    """The same hours without an offset: rows of earlier days may hold one, which no time of day compares with."""
    return replace(shift, opens=shift.opens.replace(tzinfo=None), closes=shift.closes.replace(tzinfo=None))
