"""When a reviewer is checked, what passes, when somebody pauses, and who decides too fast to have read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from moderation.review.rules import REMOVING, Decision

ENOUGH_TO_SAY: Final = 10  # decisions before anybody is called hasty


class Expected(StrEnum):
    """What is known about the post that a spot check shows."""

    APPROVE = "approve"
    REMOVE = "remove"


class Basis(StrEnum):
    """How it is known."""

    WELL_RATED = "well-rated"  # approved, and readers gave it good stars
    SOLVED = "solved"  # approved, and somebody was helped
    REFUSED = "refused"  # refused or hidden, and it stayed so
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Pause:
    """The n-th pause of a reviewer; without a length it lasts until a moderator ends it."""

    number: int
    length: timedelta | None


def is_due(chance: int, every: int) -> bool:
    """Whether the serving with this number drawn at random is a spot check: one in `every`."""
    return every > 0 and chance % every == 0


def passes(decision: Decision, expected: Expected) -> bool | None:
    """Whether a decision fits what is known; what is handed to the team counts for nothing."""
    if decision in REMOVING:
        return expected is Expected.REMOVE
    if decision is Decision.STAFF:
        return None
    return expected is Expected.APPROVE


def pause_after(
    results: Sequence[bool], pauses: int, *, failed: int, of: int, days: Sequence[float]
) -> Pause | None:
    """The pause that a reviewer needs: `failed` of the last `of` spot checks, newest first, were missed.

    `results` are those since the last of the `pauses` so far; `days` are the lengths of the first ones,
    and any later one lasts until a moderator ends it.
    """
    if sum(not each for each in results[:of]) < failed:
        return None
    length = timedelta(days=days[pauses]) if pauses < len(days) else None
    return Pause(pauses + 1, length)


def is_hasty(seconds: Sequence[float], *, least: float) -> bool:
    """Whether somebody decides faster than one can read: half of their decisions took less than `least`."""
    return len(seconds) >= ENOUGH_TO_SAY and median(seconds) < least
