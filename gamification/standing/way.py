"""A member's level, the way to the next one, and until when a level that is below its bar can be kept."""

from dataclasses import dataclass
from datetime import datetime

from community.kernel.db import db
from gamification.levels import queries
from gamification.levels.catalogue import LEVELS, Level
from gamification.levels.rules import Held, Missing, Part, lost_at, missing, parts, progress, short_of
from gamification.reputation.models import MemberStanding


@dataclass(frozen=True, slots=True)
class Way:
    """Where a member stands. On the highest level there is no `next`, and nothing is missing.

    `ends` is when the level is lost unless `to_keep` is done before; None for both while it is safe.
    """

    level: Level
    next: Level | None
    parts: tuple[Part, ...]
    missing: Missing | None
    share: float
    ends: datetime | None
    to_keep: Missing | None


def standing_row(member_id: int) -> MemberStanding | None:
    """What is kept of a member's standing; None before the first deed."""
    return db.session.get(MemberStanding, member_id, populate_existing=True)


def level_of(row: MemberStanding | None) -> int:
    """The level that a member has: at least the one at which everyone on this site begins."""
    lowest = queries.starting_level()
    return lowest if row is None or row.level is None else max(row.level, lowest)


def way_of(member_id: int, row: MemberStanding | None, *, own: bool = True) -> Way:
    """The way of a member whose standing was read; one statement."""
    return way_from(member_id, level_of(row), row.below_since if row else None, own=own)


def way_from(member_id: int, number: int, below_since: datetime | None, *, own: bool = True) -> Way:
    """The way of a member from the level that has this number; one statement.

    Others are not told how long a level can be kept (`own`): on the highest one then nothing is to be read, which is
    where those are whose record is longest.
    """
    bars = queries.bars()
    if number + 1 == len(bars) and not own:
        return Way(LEVELS[number], None, (), None, 1.0, None, None)
    record = queries.records_of([member_id])[member_id]
    below = short_of(number, record, bars)
    ends = lost_at(Held(number, below_since)) if below else None
    if number + 1 == len(bars):
        return Way(LEVELS[number], None, (), None, 1.0, ends, missing(record, below) if below else None)
    bar = bars[number + 1]
    return Way(
        level=LEVELS[number],
        next=LEVELS[number + 1],
        parts=parts(record, bar),
        missing=missing(record, bar),
        share=progress(record, bar),
        ends=ends,
        to_keep=missing(record, below) if below else None,
    )
