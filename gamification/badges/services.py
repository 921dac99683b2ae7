"""Giving badges, each once, and taking back those that are no longer true."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows, insert
from community.posts.models import Post
from gamification.badges import queries
from gamification.badges.catalogue import BADGES
from gamification.badges.models import BadgeAward
from gamification.badges.records import EVERYTHING, records_of
from gamification.badges.rules import SOURCE_OF, Badge, MemberRecord, Source, newly_earned, no_longer_true
from gamification.reputation import services as reputation
from gamification.reputation.models import MemberStanding

AT_ONCE: Final = 100


def look_at(member_ids: Collection[int], sources: Collection[Source] = EVERYTHING) -> int:
    """Give these members what they have earned, as far as `sources` tell; returns how many awards."""
    badges = [badge for badge in BADGES if SOURCE_OF[badge.metric] in sources]
    records, held = records_of(member_ids, sources), queries.held_by(member_ids)
    now, given = clock.now(), 0
    for member_id in sorted(records):
        given += _settle(member_id, badges, records[member_id], held.get(member_id, {}), now, quiet=False)
    return given


def look_back_at_everyone() -> int:
    """Give everyone what their past has earned, without telling; dated by the last thing they wrote."""
    given = 0
    wrote = db.session.scalars(select(Post.author_id).distinct())
    ids = sorted(
        {id_ for id_ in wrote if id_ is not None} | set(db.session.scalars(select(MemberStanding.member_id)))
    )
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        with unit_of_work():
            records, held, last = records_of(some), queries.held_by(some), queries.last_written(some)
            for member_id in some:
                when = last.get(member_id) or clock.now()
                given += _settle(
                    member_id, list(BADGES), records[member_id], held.get(member_id, {}), when, quiet=True
                )
    return given


def _settle(
    member_id: int,
    badges: Collection[Badge],
    record: MemberRecord,
    held: dict[str, int],
    when: datetime,
    *,
    quiet: bool,
) -> int:
    for badge in no_longer_true(badges, record, held):
        _take_back(member_id, badge)
    return sum(
        _give(member_id, badge, number, when, quiet=quiet)
        for badge, number in newly_earned(badges, record, held)
    )


def _give(member_id: int, badge: Badge, number: int, when: datetime, *, quiet: bool) -> bool:
    """Give a badge unless somebody else just did: the database decides."""
    values = {"member_id": member_id, "badge": badge.slug, "number": number}
    statement = insert(BadgeAward).values(**values, tier=str(badge.tier), awarded_at=when)
    award_id = db.session.scalar(statement.on_conflict_do_nothing().returning(BadgeAward.id))
    if award_id is None:
        return False
    _count(member_id, badge, 1)
    if not quiet:
        tell(events.BadgeAwarded(award_id=award_id, member_id=member_id, badge=badge.slug, title=badge.title))
    return True


def _take_back(member_id: int, badge: Badge) -> None:
    gone = changed_rows(
        delete(BadgeAward).where(BadgeAward.member_id == member_id, BadgeAward.badge == badge.slug)
    )
    if gone:
        _count(member_id, badge, -gone)


def _count(member_id: int, badge: Badge, more: int) -> None:
    reputation.ensure_rows([member_id])
    column = getattr(MemberStanding, badge.tier)
    db.session.execute(
        update(MemberStanding).where(MemberStanding.member_id == member_id).values({column: column + more}),
        execution_options={"synchronize_session": False},
    )
