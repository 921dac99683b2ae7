"""States of an appeal, its clock, and who may not decide on it."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class AppealState(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    WAITING = "waiting"  # for an answer of its author: the clock stands still
    GRANTED = "granted"
    PARTLY = "partly"  # a shorter sanction
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MOOT = "moot"  # settled in another way


class Outcome(StrEnum):
    """What may be decided."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


RUNNING: Final = (AppealState.OPEN, AppealState.WAITING)
DECIDED: Final = (AppealState.GRANTED, AppealState.PARTLY, AppealState.REFUSED)
LONGEST_REASON: Final = 1_000
OVERDUE_PRIORITY: Final = 150  # before everything else in the queue
SOON: Final = 1 / 3
# What joins two signs into one, accents, colours of skin, and the second half of a flag.
_NO_SIGN_OF_ITS_OWN: Final = re.compile(
    "\u200d.|[\u0300-\u036f\ufe00-\ufe0f\u20d0-\u20ff\U0001f3fb-\U0001f3ff]"
    "|(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]",
    re.DOTALL,
)


def due_at(opened_at: datetime, hours: float) -> datetime:
    """When an appeal must be decided, before anything was asked."""
    return opened_at + timedelta(hours=hours)


def due_after_waiting(due: datetime, waiting_since: datetime, now: datetime) -> datetime:
    """The same after the clock stood still from `waiting_since` to now."""
    return due + max(now - waiting_since, timedelta(0))


def clock(due: datetime, hours: float, now: datetime, *, waiting_since: datetime | None) -> tuple[str, float]:
    """How the clock looks: running, soon, late or paused, and which share of the time is left."""
    left = due - (waiting_since or now)
    share = min(max(left / timedelta(hours=hours), 0.0), 1.0)
    if waiting_since is not None:
        return "paused", share
    if left <= timedelta(0):
        return "late", 0.0
    return ("soon" if share < SOON else "running"), share


def is_involved(
    person_id: int, appellant_id: int, deciders: Collection[int], flaggers: Collection[int]
) -> bool:
    """Whether somebody must not decide: the appellant, who decided before, or who reported the post."""
    return person_id == appellant_id or person_id in deciders or person_id in flaggers


def characters(text: str) -> int:
    """The length of a text as people count: one sign is one, whatever it is made of."""
    return len(_NO_SIGN_OF_ITS_OWN.sub("", text.replace("\r\n", "\n")))
