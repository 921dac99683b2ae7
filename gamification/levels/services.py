"""Looking at levels again, and telling of those that changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, select, update

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, table_of
from community.kernel.unit_of_work import unit_of_work
from gamification.levels import catalogue, queries
from gamification.levels.rules import Bar, Held, LevelRecord, lacking, next_standing, short_of
from gamification.reputation import services as reputation
from gamification.reputation.models import MemberStanding

AT_ONCE: Final = 100
_standings: Final = table_of(MemberStanding)
_WRITE: Final = (
    update(_standings)
    .where(_standings.c.member_id == bindparam("of"))
    .values(level=bindparam("new_level"), below_since=bindparam("new_since"))
)


def look_at(member_ids: Collection[int], *, quiet: bool = False) -> int:
    """Give these members the levels of their records; returns how many changed.

    Looking back at a past that was brought in is `quiet`: nobody is told of the first level they get.
    """
    reputation.ensure_rows(member_ids)
    held = queries.held_by(member_ids)
    records, bars, now = queries.records_of(member_ids), queries.bars(), clock.now()
    changed, lowest = 0, queries.starting_level()
    reached = {each: next_standing(held[each], records[each], bars, now) for each in sorted(held)}
    _write({each: after for each, after in reached.items() if after != held[each]})
    for member_id, after in reached.items():
        before = held[member_id]
        old = lowest if before.level is None else before.level
        if after.level is not None and after.level != old:
            changed += 1
            if quiet and before.level is None:
                continue
            _tell(member_id, old, after.level, records[member_id], bars)
    return changed


def _tell(member_id: int, old: int, new: int, record: LevelRecord, bars: Sequence[Bar]) -> None:
    bar = short_of(old, record, bars)
    lost = lacking(record, bar) if bar else None
    tell(
        events.LevelChanged(
            member_id=member_id,
            old=old,
            new=new,
            title=catalogue.LEVELS[new].title,
            reason=catalogue.LOST[lost] if lost else catalogue.RISEN,
        )
    )


def _write(standings: Mapping[int, Held]) -> None:
    """Write the standings of many members as of one, in one go."""
    rows = [
        {"of": member_id, "new_level": after.level, "new_since": after.below_since}
        for member_id, after in standings.items()
    ]
    if rows:
        db.session.connection().execute(_WRITE, rows)


def look_at_due(window: timedelta) -> int:
    """Look at everyone whose level may change by time alone, as by stars that ripened in `window`."""
    return _by_hundreds(queries.due(window), quiet=False)


def look_at_everyone() -> int:
    """Look at everyone who has a standing, as after an import."""
    return _by_hundreds(db.session.scalars(select(MemberStanding.member_id)).all(), quiet=True)


def _by_hundreds(member_ids: Iterable[int], *, quiet: bool) -> int:
    wanted, changed = sorted(member_ids), 0
    for start in range(0, len(wanted), AT_ONCE):
        with unit_of_work():
            changed += look_at(wanted[start : start + AT_ONCE], quiet=quiet)
    return changed
