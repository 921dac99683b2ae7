"""Rings of helpers: how many are called when, and who is left in peace; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

SETTINGS: Final = "helping"  # the key among a member's settings
ALERTS: Final = "alerts"  # and the one of alerts, with until when everything is paused
MOST_A_DAY: Final = 50
# After so many invitations in a row without a word, a helper is left in peace for so long.
_RESTS: Final = (
    (3, timedelta(days=1)),
    (5, timedelta(days=3)),
    (8, timedelta(days=14)),
    (12, timedelta(days=60)),
)
PATIENCE: Final = timedelta(hours=12)  # an invitation counts as ignored after so long


@dataclass(frozen=True, slots=True)
class Ring:
    """So many helpers, so long after the need came to the community."""

    after: timedelta
    helpers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """How a member wants to be asked for help. `a_day` None is the site's number, 0 never."""

    a_day: int | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Helping":
        """What a member's settings say; what is no setting of ours counts as not chosen."""
        kept = settings.get(SETTINGS)
        if not isinstance(kept, Mapping):
            return cls()
        a_day = kept.get("a_day")
        return cls(
            a_day=a_day if isinstance(a_day, int) and 0 <= a_day <= MOST_A_DAY else None,
            quiet_from=clock_time(kept.get("quiet_from")),
            quiet_to=clock_time(kept.get("quiet_to")),
        )

    def plain(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "a_day": self.a_day,
            "quiet_from": f"{self.quiet_from:%H:%M}" if self.quiet_from else None,
            "quiet_to": f"{self.quiet_to:%H:%M}" if self.quiet_to else None,
        }

    def budget(self, usual: int) -> int:
        """How many invitations a day are welcome."""
        return usual if self.a_day is None else self.a_day

    def is_quiet(self, moment: datetime, zone: str) -> bool:
        """Whether it is quiet there at `moment` (aware); hours may run over midnight."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return False
        there = moment.astimezone(ZoneInfo(zone)).time().replace(tzinfo=None)
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= there < self.quiet_to
        return there >= self.quiet_from or there < self.quiet_to


def pause_in(kept: object) -> datetime | None:
    """Until when everything is paused, by what is kept of alerts; what is no moment of ours counts as not chosen."""
    told = kept.get("paused_until") if isinstance(kept, Mapping) else None
    try:
        until = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return until if until is not None and until.tzinfo is not None else None


def is_paused(settings: Mapping[str, Any], moment: datetime) -> bool:
    """Whether a member hears of nothing at `moment` (aware)."""
    until = pause_in(settings.get(ALERTS))
    return until is not None and until > moment


def clock_time(text: object) -> time | None:
    """The time that "HH:MM" tells; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        return time.fromisoformat(text) if len(text) == len("00:00") else None
    except ValueError:
        return None


def due_ring(called: int, waited: timedelta, plan: Sequence[Ring]) -> int | None:
    """The number of the ring that is to be called now, counted from 1; None while there is none.

    One at a time and in order, however late: a run that was missed calls what it missed.
    """
    if called >= len(plan) or waited < plan[called].after:
        return None
    return called + 1


def rest_after(ignored: int) -> timedelta:
    """How long a helper is left in peace who has let so many invitations in a row lie."""
    return max((rest for least, rest in _RESTS if ignored >= least), default=timedelta())


def ignored_in_a_row(asked: Sequence[tuple[datetime, bool]], now: datetime) -> int:
    """How many of the newest invitations, newest first as (when, reacted), were let lie."""
    count = 0
    for when, reacted in asked:
        if reacted:
            break
        count += now - when >= PATIENCE
    return count


def may_be_asked(asked: Sequence[tuple[datetime, bool]], now: datetime) -> bool:
    """Whether a helper with these invitations (newest first) has had enough peace.

    What a clock that was fast dates in the future takes no peace.
    """
    known = [each for each in asked if each[0] <= now]
    return not known or now - known[0][0] >= rest_after(ignored_in_a_row(known, now))
