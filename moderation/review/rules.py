"""Kinds of review items, what may be decided, priority, and when agreement is enough."""

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


NEEDS_REASON: Final = frozenset({Decision.REFUSE})
PEERS_FOR_EDITS: Final = 2
TO_DECIDE: Final = frozenset({ItemState.OPEN, ItemState.SPOT_CHECK})
REMOVING: Final = frozenset({Decision.REFUSE, Decision.SPAM})
DISPUTED: Final = 20  # more urgent: peers do not agree, so a moderator decides
AHEAD: Final = 5  # for suggestions of contributors: before those of others, after graver matters
_BASE: Final = {
    ItemKind.APPEAL: 70,
    ItemKind.FLAG: 60,
    ItemKind.SPAM: 40,
    ItemKind.EDIT: 30,
    ItemKind.DUPLICATE: 25,
    ItemKind.LOW_QUALITY: 20,
    ItemKind.FIRST_POST: 10,
}
HELD: Final = 30  # nobody sees the post until somebody has looked
_GRAVE: Final = {"abuse": 25, "private-data": 25, "spam": 10, "lists": 10}


def priority_of(
    kind: ItemKind,
    findings: Iterable[str],
    flag_weight: float = 0.0,
    *,
    ahead: bool = False,
    held: bool = False,
) -> int:
    """How urgent an item is; more findings or flags never make it less so. `ahead`: before others of its kind."""
    grave = sum(_GRAVE.get(finding, 2) for finding in set(findings))
    extra = (AHEAD if ahead else 0) + (HELD if held else 0)
    return round(_BASE[kind] + grave + min(40.0, 4 * flag_weight)) + extra


def kind_of(findings: Iterable[str]) -> ItemKind:
    """Which part of the queue a new post joins, by what the gate found."""
    found = set(findings)
    if found & {"spam", "links"}:
        return ItemKind.SPAM
    if "near-duplicate" in found:
        return ItemKind.DUPLICATE
    if found - {"first-posts"}:
        return ItemKind.LOW_QUALITY
    return ItemKind.FIRST_POST


def is_free(claimed_until: datetime | None, now: datetime) -> bool:
    """Whether a claim has ended, or never was."""
    return claimed_until is None or claimed_until <= now


def claim_end(now: datetime, minutes: float) -> datetime:
    return now + timedelta(minutes=minutes)
