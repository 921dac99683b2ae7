"""Reads who holds which badges."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from community.accounts.models import Member, MemberStatus
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page
from community.posts.models import Post
from gamification.badges.catalogue import BADGES
from gamification.badges.models import BadgeAward
from gamification.badges.records import records_of
from gamification.badges.rules import Badge, Tier, progress

PER_PAGE = 48
HELD: Final = (
    select(BadgeAward.member_id, BadgeAward.badge, func.max(BadgeAward.number))
    .where(BadgeAward.member_id.in_(bindparam("members", expanding=True)))
    .group_by(BadgeAward.member_id, BadgeAward.badge)
)
ORDER = {Tier.GOLD: 0, Tier.SILVER: 1, Tier.BRONZE: 2}


def held_by(member_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How often each member holds each badge."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for member_id, slug, number in db.session.execute(HELD, {"members": list(member_ids)}):
        found[member_id][slug] = number
    return found


def last_written(member_ids: Collection[int]) -> dict[int, datetime]:
    """When each member wrote something for the last time."""
    query = (
        select(Post.author_id, func.max(Post.created_at))
        .where(Post.author_id.in_(member_ids))
        .group_by(Post.author_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query) if row[0] is not None}


@dataclass(frozen=True, slots=True)
class Award:
    """A badge that a member holds, how often, and since when."""

    badge: Badge
    times: int
    awarded_at: datetime


def awards_of(member_id: int) -> list[Award]:
    """What a member holds, gold first, newest first; badges that left the catalogue are left out."""
    query = (
        select(BadgeAward.badge, func.count(), func.max(BadgeAward.awarded_at))
        .where(BadgeAward.member_id == member_id)
        .group_by(BadgeAward.badge)
    )
    awards = [Award(BADGES[row[0]], row[1], row[2]) for row in db.session.execute(query) if row[0] in BADGES]
    awards.sort(key=lambda award: award.awarded_at, reverse=True)
    return sorted(awards, key=lambda award: ORDER[award.badge.tier])


@dataclass(frozen=True, slots=True)
class Shown:
    """A badge in the gallery: how many hold it, and how far the reader is (None: has it, or is nobody)."""

    badge: Badge
    holders: int
    held: bool
    progress: tuple[int, int] | None


def gallery(member_id: int | None) -> list[Shown]:
    """Every badge in the catalogue's order; secret ones only when the reader has them."""
    query = select(BadgeAward.badge, func.count(BadgeAward.member_id.distinct())).group_by(BadgeAward.badge)
    holders: dict[str, int] = {row[0]: row[1] for row in db.session.execute(query)}
    held = held_by([member_id]).get(member_id, {}) if member_id is not None else {}
    record = records_of([member_id])[member_id] if member_id is not None else None
    return [
        Shown(
            badge,
            holders.get(badge.slug, 0),
            badge.slug in held,
            progress(badge, record) if record and badge.slug not in held else None,
        )
        for badge in BADGES
        if not badge.secret or badge.slug in held
    ]


def badge_named(slug: str) -> Badge:
    """A badge by its name, for its picture: those of others are seen on their pages. Raises NotFound."""
    badge = BADGES.get(slug)
    if badge is None:
        raise NotFound
    return badge


def badge_or_404(slug: str, member_id: int | None) -> Badge:
    """A badge by its name; a secret one only for those who have it. Raises NotFound."""
    badge = badge_named(slug)
    if badge.secret and (member_id is None or slug not in held_by([member_id]).get(member_id, {})):
        raise NotFound
    return badge


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a badge, how often, and since when."""

    member: Member
    times: int
    awarded_at: datetime


def holders(badge: Badge, number: int) -> Page[Holder]:
    """One page of those who have a badge, newest first, without closed accounts and those who hide the game."""
    which = (
        BadgeAward.badge == badge.slug,
        Member.status != MemberStatus.CLOSED,
        Member.hides_game.is_(False),
    )
    joined = select(func.count(BadgeAward.member_id.distinct())).join(
        Member, Member.id == BadgeAward.member_id
    )
    total = db.session.scalar(joined.where(*which)) or 0
    number = min(number, max(1, -(-total // PER_PAGE)))
    latest = func.max(BadgeAward.awarded_at)
    rows = db.session.execute(
        select(Member, func.count(), latest)
        .join(BadgeAward, BadgeAward.member_id == Member.id)
        .where(*which)
        .group_by(Member.id)
        .order_by(latest.desc(), Member.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    items: Sequence[Holder] = [Holder(row[0], row[1], row[2]) for row in rows]
    return Page(items, number, PER_PAGE, total)


def members_with_standing() -> int:
    """How many members a share of holders refers to: those who have written something."""
    query = select(func.count(Post.author_id.distinct())).where(Post.author_id.is_not(None))
    return db.session.scalar(query) or 0


def next_badges(member_id: int, most: int = 3) -> list[tuple[Badge, tuple[int, int]]]:
    """The badges that a member is nearest to, without the secret ones."""
    record, held = records_of([member_id])[member_id], held_by([member_id]).get(member_id, {})
    ways = [
        (badge, progress(badge, record)) for badge in BADGES if badge.slug not in held and not badge.secret
    ]
    begun = [way for way in ways if way[1][0]]
    return sorted(begun, key=lambda way: way[1][0] / way[1][1], reverse=True)[:most]
