"""What must hold of badges: given once a number, counted, lapsed as they say, and made by rules that can be read."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from community.imports.breaches import told
from community.kernel.db import table_of
from community.kernel.errors import Invalid
from gamification.badges import shelf
from gamification.badges.catalogue import BADGES
from gamification.badges.facts import tag
from gamification.badges.models import BadgeAward, CustomBadge
from gamification.badges.rules import Tier
from gamification.badges.typed import checked
from gamification.reputation.models import MemberStanding

award, standing, custom = map(table_of, (BadgeAward, MemberStanding, CustomBadge))
live = award.c.lapsed_at.is_(None)


def awards_are_counted(session: Session) -> list[str]:
    """Each badge is given once a number, and the counts of tiers and of news are right."""
    twice = (
        select(award.c.member_id, award.c.badge)
        .group_by(award.c.member_id, award.c.badge)
        .having(func.count() != func.max(award.c.number))
    )
    lines = [f"member {row[0]} has {row[1]} in a broken sequence" for row in session.execute(twice)]
    for tier in Tier:
        lines += _miscounted(session, str(tier), f"{tier} badges", and_(live, award.c.tier == tier))
    lines += _miscounted(session, "unseen_awards", "awards to be shown", award.c.seen_at.is_(None))
    return told(lines)


def _miscounted(session: Session, column: str, what: str, which: Any) -> list[str]:
    given = (
        select(award.c.member_id, func.count().label("count"))
        .where(which)
        .group_by(award.c.member_id)
        .subquery()
    )
    true, kept = func.coalesce(given.c.count, 0), standing.c[column]
    wrong: Select[Any] = (
        select(standing.c.member_id, kept, true)
        .outerjoin(given, given.c.member_id == standing.c.member_id)
        .where(kept != true)
    )
    lost = (
        select(given.c.member_id)
        .outerjoin(standing, standing.c.member_id == given.c.member_id)
        .where(standing.c.member_id.is_(None))
    )
    lines = [f"member {row[0]} has {row[1]} {what}, should have {row[2]}" for row in session.execute(wrong)]
    return lines + [f"member {id_} has {what} and no standing" for id_ in session.scalars(lost)]


def awards_lapse_as_they_say(session: Session) -> list[str]:
    """What has lapsed had an end, at that end; of a badge that lapses, one award counts at a time."""
    odd = select(award.c.id).where(
        or_(
            award.c.lapsed_at.is_not(None) & award.c.expires_at.is_(None),
            award.c.lapsed_at < award.c.expires_at,
            award.c.expires_at <= award.c.awarded_at,
        )
    )
    lines = [f"award {id_} has lapsed otherwise than it says" for id_ in session.scalars(odd)]
    several = (
        select(award.c.member_id, award.c.badge)
        .where(live, award.c.expires_at.is_not(None))
        .group_by(award.c.member_id, award.c.badge)
        .having(func.count() > 1)
    )
    lines += [f"member {row[0]} holds {row[1]} twice at a time" for row in session.execute(several)]
    lines += _wrong_ends(session)
    return told(lines)


def _wrong_ends(session: Session) -> Iterator[str]:
    """Awards of badges of the catalogue that last for another time than the badge does."""
    lasting = {badge.slug: timedelta(days=badge.expires_after) for badge in BADGES if badge.expires_after}
    of_catalogue = award.c.badge.in_([badge.slug for badge in BADGES])
    ending = or_(award.c.expires_at.is_not(None), award.c.badge.in_(list(lasting)))
    columns = (award.c.id, award.c.badge, award.c.awarded_at, award.c.expires_at)
    for id_, slug, awarded_at, expires_at in session.execute(select(*columns).where(of_catalogue, ending)):
        if slug not in lasting or expires_at != awarded_at + lasting[slug]:
            yield f"award {id_} of {slug} does not last as long as the badge does"


def own_badges_can_be_read(session: Session) -> list[str]:
    """Each badge made on the site has a rule that this version knows, and a tag that is there."""
    lines = []
    names = set(session.scalars(select(tag.c.name)))
    for row in session.execute(select(custom).order_by(custom.c.id)).mappings():
        try:
            checked({**row, **(row["changes"] or {})})
            shelf.as_badge(row)
        except (Invalid, ValueError) as error:
            lines.append(f"the badge {row['slug']} has a rule that cannot be used: {error}")
            continue
        if row["tag"] and row["tag"] not in names:
            lines.append(f"the badge {row['slug']} asks for a tag that is not there: {row['tag']}")
    return told(lines)
