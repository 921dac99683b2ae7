"""Kinds of review items, what may be decided, and when agreement is enough."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class ItemKind(StrEnum):
    """Why something is in the queue. Whether a post is held meanwhile is a matter of the post."""

    FIRST_POST = "first-post"
    LOW_QUALITY = "low-quality"
    SPAM = "spam"
    FLAG = "flag"
    EDIT = "edit"
    DUPLICATE = "duplicate"
    APPEAL = "appeal"


class ItemState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    MOOT = "moot"  # what it asked has been settled in another way
    SPOT_CHECK = "spot-check"  # shows one reviewer a copy with a known outcome; no list and no count knows it
    SPOT_CHECKED = "spot-checked"  # such a one, after the reviewer's decision


class Decision(StrEnum):
    """What a reviewer may decide."""

    APPROVE = "approve"  # fine as it is: publish, or leave
    REFUSE = "refuse"  # not to be seen: keep back, or hide
    SPAM = "spam"  # advertising: delete, and it costs points
    STAFF = "staff"  # a matter for the support team
    EDIT = "edit"  # the reviewer mends the words, and then it is fine
    MASK = "mask"  # private data is covered, and then it is fine
    DUPLICATE = "duplicate"  # the same was asked before: closed, and leads there


NEEDS_REASON: Final = frozenset({Decision.REFUSE})
FOR_PEERS: Final = frozenset({Decision.APPROVE, Decision.REFUSE, Decision.SPAM, Decision.STAFF})
PEERS_FOR_EDITS: Final = 2
SPOT_CHECKS: Final = frozenset({ItemState.SPOT_CHECK, ItemState.SPOT_CHECKED})
TO_DECIDE: Final = frozenset({ItemState.OPEN, ItemState.SPOT_CHECK})
REMOVING: Final = frozenset({Decision.REFUSE, Decision.SPAM})
UNMASK_ASKED: Final = "unmask-asked"  # the finding that the author takes what is covered for not private


def kind_of(findings: Iterable[str]) -> ItemKind:
    """Which part of the queue a new post joins, by what the gate found."""
    found = set(findings)
    if found & {"spam", "links", "known-spam", "copied", "second-look", "burst", "address"}:
        return ItemKind.SPAM
    if "near-duplicate" in found:
        return ItemKind.DUPLICATE
    if found - {"first-posts"}:
        return ItemKind.LOW_QUALITY
    return ItemKind.FIRST_POST


def is_free(claimed_until: datetime | None, now: datetime) -> bool:
    """Whether a claim has ended, or never was."""
    return claimed_until is None or claimed_until <= now


def may_undo(decided_at: datetime | None, now: datetime, seconds: float) -> bool:
    """Whether a decision is young enough to be taken back."""
    return decided_at is not None and now - decided_at <= timedelta(seconds=seconds)


def claim_end(now: datetime, minutes: float) -> datetime:
    return now + timedelta(minutes=minutes)
