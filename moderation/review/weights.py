"""Why an item is first: its weight in parts, and ageing, so that nothing waits for ever."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from moderation.review.rules import ItemKind

BASE: Final = {
    ItemKind.APPEAL: 70,
    ItemKind.FLAG: 60,
    ItemKind.SPAM: 40,
    ItemKind.EDIT: 30,
    ItemKind.DUPLICATE: 25,
    ItemKind.LOW_QUALITY: 20,
    ItemKind.FIRST_POST: 10,
}
HELD: Final = 30  # nobody sees the post until somebody has looked
DISPUTED: Final = 20  # peers do not agree, so a moderator decides
AHEAD: Final = 5  # for suggestions of contributors: before those of others, after graver matters
AGAIN: Final = 10  # the author mended it and waits for the second time
MOST_OF_FLAGS: Final = 40
EVERY_FINDING: Final = 2
GRAVE: Final = {
    "abuse": 25,
    "private-data": 25,
    "spam": 10,
    "known-spam": 10,
    "lists": 10,
    "resubmitted": AGAIN,
}
HEAVY: Final = frozenset({"abuse", "dangerous"})  # what wears down whoever reads it
# An hour of waiting weighs one point: the least urgent thing is before a new appeal after two and a half days.
AN_HOUR: Final = timedelta(hours=1)


def parts_of(
    kind: ItemKind,
    findings: Iterable[str],
    flag_weight: float = 0.0,
    *,
    ahead: bool = False,
    held: bool = False,
) -> dict[str, int]:
    """What makes an item urgent, part by part; more findings or flags never make it less so."""
    parts = {"kind": BASE[kind]}
    if held:
        parts["held"] = HELD
    if ahead:
        parts["ahead"] = AHEAD
    if flag_weight > 0:
        parts["flags"] = round(min(float(MOST_OF_FLAGS), 4 * flag_weight))
    for finding in sorted(set(findings)):
        parts[f"found:{finding}"] = GRAVE.get(finding, EVERY_FINDING)
    return parts


def joined(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, int]:
    """The parts of an item to which something new has come: of each part the greater."""
    return {name: max(old.get(name, 0), new.get(name, 0)) for name in [*old, *(set(new) - set(old))]}


def priority_of(parts: Mapping[str, int]) -> int:
    """The sum of the parts, without waiting."""
    return sum(parts.values())


def graver(one: ItemKind, other: ItemKind) -> ItemKind:
    """The kind that an item takes when it is both; an edit gives way to whatever asks about the post itself."""
    return max(one, other, key=lambda kind: (kind is not ItemKind.EDIT, BASE[kind]))


def rank_at(created_at: datetime, priority: int) -> datetime:
    """The moment by which the queue is sorted, earliest first: since when it would wait with no weight at all.

    Weight plus hours of waiting grows alike for all, so the order never changes while nothing happens,
    and an index can keep it.
    """
    return created_at - priority * AN_HOUR


def as_urgent_as(created_at: datetime, priority: int, other: int) -> datetime:
    """Since when something of the weight `other` must wait to be as urgent as another item, and no younger."""
    return min(created_at, rank_at(created_at, priority - other))


def waited(created_at: datetime, now: datetime) -> int:
    """The points for waiting, now."""
    return max(0, int((now - created_at) / AN_HOUR))


def is_heavy(findings: Iterable[str]) -> bool:
    """Whether an item is of the kind that wears people down."""
    return bool(HEAVY & set(findings))


def needs_a_rest(latest: Iterable[bool], in_a_row: int) -> bool:
    """Whether somebody whose latest decisions (newest first) were heavy should get something else next."""
    seen = list(latest)[:in_a_row]
    return len(seen) == in_a_row and all(seen)
