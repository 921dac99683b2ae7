"""How far somebody is on the way to badges that they do not hold."""

from collections.abc import Iterable, Mapping

from community.kernel import clock
from gamification.badges import counts
from gamification.badges.records import record_of
from gamification.badges.rules import Badge, Holding, MemberRecord, progress


def ways_of(
    member_id: int | None, badges: Iterable[Badge], held: Mapping[str, Holding]
) -> dict[Badge, tuple[int, int]]:
    """How far somebody is with each badge that they do not hold."""
    missing = [badge for badge in badges if badge.slug not in held or not held[badge.slug].live]
    if member_id is None or not missing:
        return {}
    whole = {badge.metric for badge in missing if not badge.is_particular}
    record = record_of(member_id, whole) if whole else MemberRecord()
    now = clock.now()
    return {
        badge: progress(
            badge,
            counts.seen_by(badge, [member_id], now)[member_id] if badge.is_particular else record,
        )
        for badge in missing
    }
