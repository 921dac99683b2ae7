"""What the gallery shows: every badge, how rare it is, and how far the reader is on the way to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from community.kernel import kept
from community.kernel.db import db
from community.posts.models import Post
from gamification.badges import queries, shelf
from gamification.badges.catalogue import ORDER
from gamification.badges.rules import Badge, Family, Holding, one_in
from gamification.badges.ways import ways_of

COUNTED: Final = "badge-holders"


@dataclass(frozen=True, slots=True)
class Shown:
    """A badge as the gallery shows it. `progress` is there for a reader who does not hold it.

    `one_in` tells its rarity: one in so many members. `until` is when the reader's lapses, or has lapsed.
    """

    badge: Badge
    holders: int
    one_in: int | None
    held: bool = False
    times: int = 0
    until: datetime | None = None
    progress: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    """Badges by family, and how many secret ones wait to be found."""

    families: Mapping[Family, list[Shown]]
    secret: int
    held: int


def gallery(member_id: int | None, *, mine: bool = False, family: Family | None = None) -> Gallery:
    """Every badge; with `mine` those the reader has or had. Secret ones only when the reader has them."""
    holders = kept.shelf(COUNTED).get("holders", queries.holder_counts)
    everyone, badges = _everyone(), shelf.live()
    held = queries.held_by([member_id])[member_id] if member_id is not None else {}
    badges += _no_longer_given(held, badges)
    shown_ones = [badge for badge in badges if not badge.secret or badge.slug in held]
    if mine:
        shown_ones = [badge for badge in shown_ones if badge.slug in held]
    if family is not None:
        shown_ones = [badge for badge in shown_ones if badge.family is family]
    ways = ways_of(member_id, shown_ones, held)
    shown = [_shown(badge, holders, everyone, held.get(badge.slug), ways) for badge in shown_ones]
    shown.sort(key=lambda each: not each.held)  # one's own first, else in the order of the catalogue
    families = {each: [one for one in shown if one.badge.family is each] for each in ORDER}
    return Gallery(
        {each: some for each, some in families.items() if some},
        sum(1 for badge in badges if badge.secret and badge.slug not in held),
        sum(1 for holding in held.values() if holding.live),
    )


def shown_to(member_id: int | None, badge: Badge) -> Shown:
    """One badge as its page shows it."""
    held = queries.held_by([member_id])[member_id] if member_id is not None else {}
    holders = {badge.slug: queries.holder_count(badge.slug)}
    return _shown(badge, holders, _everyone(), held.get(badge.slug), ways_of(member_id, [badge], held))


def _no_longer_given(held: Mapping[str, Holding], badges: Iterable[Badge]) -> list[Badge]:
    """What the reader was given and nobody else will be."""
    given = {badge.slug for badge in badges}
    return list(shelf.named([slug for slug in held if slug not in given]).values())


def _shown(
    badge: Badge,
    holders: Mapping[str, int],
    everyone: int,
    held: Holding | None,
    ways: Mapping[Badge, tuple[int, int]],
) -> Shown:
    count = holders.get(badge.slug, 0)
    return Shown(
        badge,
        count,
        one_in(count, everyone),
        held is not None and held.live,
        held.times if held else 0,
        _until(badge, held),
        ways.get(badge),
    )


def _until(badge: Badge, held: Holding | None) -> datetime | None:
    if held is None or badge.expires_after is None:
        return None
    return held.until or held.last_at + timedelta(days=badge.expires_after)


def _everyone() -> int:
    everyone: int = kept.shelf(COUNTED).get("everyone", members_with_standing)
    return everyone


def members_with_standing() -> int:
    """How many members a share of holders refers to: those who have written something."""
    query = select(func.count(Post.author_id.distinct())).where(Post.author_id.is_not(None))
    return db.session.scalar(query) or 0
