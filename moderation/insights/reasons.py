"""Why a question had no answer in time, as far as the record shows it; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from moderation.insights.rules import HELPER_DAYS

LATELY: Final = timedelta(days=HELPER_DAYS)


class Reason(StrEnum):
    """What kept an answer away. The first that holds is told; the last says that nothing else is on record."""

    HELD = "held"  # by the gate, until somebody had looked
    CLOSED = "closed"
    DETAILS = "details"  # the asker was asked for more
    CLOSED_HOURS = "closed-hours"  # within the hours of service it was in time
    NO_HELPER = "no-helper"  # nobody had answered under these tags lately
    INVITED = "invited"  # helpers were called and did not come in time
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one question without an answer in time."""

    asked_at: datetime
    answered_at: datetime | None = None
    published_at: datetime | None = None
    closed_at: datetime | None = None
    needs_info_at: datetime | None = None
    in_service: bool = False  # no more than the promised time of service has passed until its answer
    helped: bool = True  # somebody had answered under its tags lately
    invited: int = 0


def reason(facts: Facts, patience: timedelta) -> Reason:
    """Why there was no answer in time."""
    due = facts.asked_at + patience
    if _was_held(facts, patience):
        return Reason.HELD
    if facts.closed_at is not None and facts.closed_at <= due:
        return Reason.CLOSED
    if facts.needs_info_at is not None and facts.needs_info_at <= due:
        return Reason.DETAILS
    if facts.in_service:
        return Reason.CLOSED_HOURS
    if not facts.helped:
        return Reason.NO_HELPER
    return Reason.INVITED if facts.invited else Reason.NOBODY


def _was_held(facts: Facts, patience: timedelta) -> bool:
    """Whether it would have been in time from the moment on at which others could see it."""
    shown = facts.published_at
    if shown is None or shown <= facts.asked_at:
        return False
    if facts.answered_at is not None and facts.answered_at - shown <= patience:
        return True
    return shown >= facts.asked_at + patience


# The first and the last deed on each day, by tag.
Deeds = Mapping[int, Sequence[tuple[datetime, datetime]]]


def was_helped(tags: Sequence[int], asked_at: datetime, deeds: Deeds) -> bool:
    """Whether somebody had answered under one of the tags in the weeks before."""
    since = asked_at - LATELY
    return any(first < asked_at and last >= since for tag in tags for first, last in deeds.get(tag, ()))
