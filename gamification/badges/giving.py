"""Writing awards: given once, lapsed once, put away once, and counted with each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from community.accounts.models import Member
from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.languages import DEFAULT
from community.kernel.upsert import insert as insert_or
from gamification.badges import shelf
from gamification.badges.models import BadgeAward
from gamification.badges.rules import Badge, Tier
from gamification.reputation import services as reputation
from gamification.reputation.models import MemberStanding

Counts = dict[int, Counter[str]]
UNSEEN = "unseen_awards"


@dataclass(frozen=True, slots=True)
class Gift:
    """An award to be written: a badge for the so-manieth time, and since when."""

    member_id: int
    badge: Badge
    number: int
    at: datetime


def give(gifts: Iterable[Gift], *, quiet: bool) -> int:
    """Write awards unless somebody else just did: the database decides. Returns how many were given.

    Quiet ones are no news: they count as seen, and nobody is told.
    """
    changes: Counts = defaultdict(Counter)
    given = _written(gifts, quiet=quiet)
    for _award_id, gift in given:
        changes[gift.member_id].update({gift.badge.tier: 1, UNSEEN: 0 if quiet else 1})
    count(changes)
    if not quiet:
        for award_id, gift in given:
            tell(
                events.BadgeAwarded(
                    award_id=award_id,
                    member_id=gift.member_id,
                    badge=gift.badge.slug,
                    title=title_for(gift.member_id, gift.badge),
                )
            )
    return len(given)


def _written(gifts: Iterable[Gift], *, quiet: bool) -> list[tuple[int, Gift]]:
    """Those that were not there, in order, with the ids of their awards."""
    wanted = {(gift.member_id, gift.badge.slug, gift.number): gift for gift in gifts}
    if not wanted:
        return []
    statement = insert_or(BadgeAward).on_conflict_do_nothing()
    made = db.session.connection().execute(
        statement.returning(BadgeAward.id, BadgeAward.member_id, BadgeAward.badge, BadgeAward.number),
        [_row(wanted[key], quiet=quiet) for key in sorted(wanted)],
    )
    ids = {(member_id, badge, number): award_id for award_id, member_id, badge, number in made}
    return [(ids[key], wanted[key]) for key in sorted(ids)]


def _row(gift: Gift, *, quiet: bool) -> dict[str, Any]:
    lasts = gift.badge.expires_after
    return {
        "member_id": gift.member_id,
        "badge": gift.badge.slug,
        "number": gift.number,
        "tier": str(gift.badge.tier),
        "awarded_at": gift.at,
        "expires_at": gift.at + timedelta(days=lasts) if lasts else None,
        "seen_at": gift.at if quiet else None,
    }


def title_for(member_id: int, badge: Badge) -> str:
    """What a badge is called: the sentence of the catalogue, or what a member reads of one made here."""
    if not badge.glyph:
        return badge.title
    lang = db.session.scalar(select(Member.lang).where(Member.id == member_id))
    return shelf.in_language(badge.slug, lang or DEFAULT).title


def take_back(member_id: int, badge: Badge, numbers: Sequence[int]) -> None:
    """Remove awards that are no longer true."""
    statement = (
        delete(BadgeAward)
        .where(
            BadgeAward.member_id == member_id,
            BadgeAward.badge == badge.slug,
            BadgeAward.number.in_(list(numbers)),
        )
        .returning(BadgeAward.tier, BadgeAward.lapsed_at, BadgeAward.seen_at)
    )
    changes: Counts = defaultdict(Counter)
    for tier, lapsed_at, seen_at in db.session.execute(
        statement, execution_options={"synchronize_session": False}
    ):
        changes[member_id].update({tier: 0 if lapsed_at else -1, UNSEEN: 0 if seen_at else -1})
    count(changes)


def any_due(now: datetime) -> bool:
    """Whether there is an award whose time is over and that has not lapsed."""
    query = select(BadgeAward.id).where(BadgeAward.lapsed_at.is_(None), BadgeAward.expires_at <= now)
    return db.session.scalar(query.limit(1)) is not None


def lapse(now: datetime, most: int) -> list[tuple[int, str]]:
    """Let awards end whose time is over, at most so many; returns the members and badges, each once."""
    over = (
        select(BadgeAward.id)
        .where(BadgeAward.lapsed_at.is_(None), BadgeAward.expires_at <= now)
        .order_by(BadgeAward.member_id, BadgeAward.id)
        .limit(most)
    )
    ended = db.session.execute(
        update(BadgeAward)
        .where(BadgeAward.id.in_(over.scalar_subquery()), BadgeAward.lapsed_at.is_(None))
        .values(lapsed_at=BadgeAward.expires_at)
        .returning(BadgeAward.member_id, BadgeAward.badge, BadgeAward.tier),
        execution_options={"synchronize_session": False},
    ).all()
    changes: Counts = defaultdict(Counter)
    for member_id, _badge, tier in ended:
        changes[member_id].update({tier: -1})
    count(changes)
    return sorted({(member_id, badge) for member_id, badge, _tier in ended})


def follow_tier(slug: str, tier: str) -> None:
    """Let the awards of a badge count for its tier, which may have been another one."""
    moved = db.session.execute(
        select(BadgeAward.id, BadgeAward.member_id, BadgeAward.tier, BadgeAward.lapsed_at).where(
            BadgeAward.badge == slug, BadgeAward.tier != tier
        )
    ).all()
    if not moved:
        return
    changes: Counts = defaultdict(Counter)
    for _award_id, member_id, old, lapsed_at in moved:
        if lapsed_at is None:
            changes[member_id].update({old: -1, tier: 1})
    db.session.execute(
        update(BadgeAward).where(BadgeAward.badge == slug).values(tier=tier),
        execution_options={"synchronize_session": False},
    )
    count(changes)


def put_away(now: datetime, member_id: int, up_to: int) -> None:
    """The member has seen the news of awards up to this one."""
    _seen(now, BadgeAward.member_id == member_id, BadgeAward.id <= up_to)


def put_away_old(now: datetime, before: datetime) -> None:
    """News that nobody looked at for long is none any more."""
    _seen(now, BadgeAward.awarded_at < before)


def _seen(now: datetime, *which: Any) -> None:
    seen = db.session.scalars(
        update(BadgeAward)
        .where(BadgeAward.seen_at.is_(None), *which)
        .values(seen_at=now)
        .returning(BadgeAward.member_id),
        execution_options={"synchronize_session": False},
    )
    changes: Counts = defaultdict(Counter)
    for member_id in seen:
        changes[member_id].update({UNSEEN: -1})
    count(changes)


def count(changes: Counts) -> None:
    """Add to what the standings count."""
    reputation.ensure_rows(changes)
    reputation.add(
        {member_id: {str(name): more for name, more in of.items()} for member_id, of in changes.items()}
    )


def set_right() -> int:
    """Number awards from one without gaps and make the counts beside them true; how many members differed."""
    _number_anew()
    true: Counts = defaultdict(Counter)
    tiers = (
        select(BadgeAward.member_id, BadgeAward.tier, func.count())
        .where(BadgeAward.lapsed_at.is_(None))
        .group_by(BadgeAward.member_id, BadgeAward.tier)
    )
    news = select(BadgeAward.member_id, func.count()).where(BadgeAward.seen_at.is_(None))
    for member_id, tier, number in db.session.execute(tiers):
        true[member_id][tier] = number
    for member_id, number in db.session.execute(news.group_by(BadgeAward.member_id)):
        true[member_id][UNSEEN] = number
    columns = (*(str(tier) for tier in Tier), UNSEEN)
    kept = {
        row[0]: Counter(dict(zip(columns, row[1:], strict=True)))
        for row in db.session.execute(
            select(MemberStanding.member_id, *(getattr(MemberStanding, name) for name in columns))
        )
    }
    changes: Counts = defaultdict(Counter)
    for member_id in kept.keys() | true.keys():
        was, now = kept.get(member_id, Counter()), true[member_id]
        for name in columns:
            if was[name] != now[name]:
                changes[member_id][name] = now[name] - was[name]
    count(changes)
    return len(changes)


def _number_anew() -> None:
    broken = (
        select(BadgeAward.member_id, BadgeAward.badge)
        .group_by(BadgeAward.member_id, BadgeAward.badge)
        .having(func.count() != func.max(BadgeAward.number))
    )
    for member_id, badge in db.session.execute(broken).all():
        rows = select(BadgeAward.id).where(BadgeAward.member_id == member_id, BadgeAward.badge == badge)
        for number, id_ in enumerate(db.session.scalars(rows.order_by(BadgeAward.number)).all(), 1):
            db.session.execute(
                update(BadgeAward).where(BadgeAward.id == id_).values(number=number),
                execution_options={"synchronize_session": False},
            )
