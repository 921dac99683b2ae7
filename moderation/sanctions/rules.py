"""Kinds of sanctions, how they end, who may be sanctioned by whom, and which step comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What was done."""

    WARN = "warn"  # stands until it is read
    LIMIT = "limit"
    SUSPEND = "suspend"
    REMOVAL = "removal"  # of one post; stands until the post is public again


class End(StrEnum):
    """How a sanction ended."""

    EXPIRED = "expired"
    LIFTED = "lifted"
    GRANTED = "granted"  # an appeal against it was
    READ = "read"  # a warning
    RESTORED = "restored"  # the post is public again
    RESUBMITTED = "resubmitted"  # the post was mended and waits anew
    CLOSED = "closed"  # the account was


IMPOSED: Final = (Kind.WARN, Kind.LIMIT, Kind.SUSPEND)  # on a member, by a form
LONGEST_WORDS: Final = 1_000
LONGEST_NOTE: Final = 2_000
MOST_POSTS: Final = 10
DAYS: Final = (1, 3, 7, 14, 30, 90, 365)
LONGEST_DAYS: Final = 730


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier sanction, as far as the next step needs to know; what an appeal struck is none."""

    kind: Kind
    days_ago: float


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of sanction for so many days; None is until somebody lifts it, and for a warning nothing."""

    kind: Kind
    days: int | None = None


LADDER: Final = (
    Step(Kind.WARN),
    Step(Kind.LIMIT, 3),
    Step(Kind.LIMIT, 14),
    Step(Kind.SUSPEND, 3),
    Step(Kind.SUSPEND, 14),
    Step(Kind.SUSPEND, 90),
    Step(Kind.SUSPEND),
)


def next_step(history: Iterable[Past], gravity: int, *, memory_days: float) -> int:
    """The number of the rung that comes next: one for each sanction that still counts, more for what is grave.

    Removed posts are no step of their own, and what is older than the memory is forgotten.
    """
    counting = sum(1 for past in history if past.kind in IMPOSED and past.days_ago <= memory_days)
    return min(counting + gravity, len(LADDER) - 1)


def may_sanction(*, by_admin: bool, of_the_team: bool, oneself: bool, last_admin: bool) -> bool:
    """Nobody themselves, nobody the last admin, and only an admin those who moderate or work here."""
    if oneself or last_admin:
        return False
    return by_admin or not of_the_team


def window_end(imposed_at: datetime, days: float) -> datetime:
    """Until when a sanction may be appealed."""
    return imposed_at + timedelta(days=days)


def is_over(until: datetime | None, now: datetime) -> bool:
    """Whether a sanction with this end has run out."""
    return until is not None and until <= now


def extended(until: datetime | None, days: int, now: datetime) -> datetime:
    """The new end after so many more days; what had no end counts from now."""
    return max(until or now, now) + timedelta(days=days)
