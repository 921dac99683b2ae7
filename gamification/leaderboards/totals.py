"""The board since ever: the totals of members in the order of their index, so nothing is added up for it."""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import load_only

from community.accounts.models import Member
from community.kernel.db import db, table_of
from gamification.campaigns.players import stands_apart, takes_part
from gamification.leaderboards import places
from gamification.reputation.models import MemberStanding

SHOWN: Final = (Member.name, Member.display_name, Member.avatar_key, Member.status)
Player = tuple[Member, MemberStanding | None]


def best(most: int) -> list[Player]:
    """The `most` members with the most points who take part; of equals, the lower id first."""
    query = (
        select(Member, MemberStanding)
        .join(MemberStanding, MemberStanding.member_id == Member.id)
        .where(MemberStanding.points > 0, takes_part())
        .order_by(MemberStanding.points.desc(), MemberStanding.member_id)
        .limit(most)
        .options(load_only(*SHOWN))
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def own(member_id: int) -> tuple[Player, int] | None:
    """A member with their standing, and one more than there are others with more points; None for who takes no part.

    The first thousand places are counted, true to the last commit; one further down may be a minute old.
    """
    had = func.coalesce(MemberStanding.points, 0)
    least = case((had > 0, had), else_=0)  # who has less than nothing comes after all who stand there
    query = (
        select(Member, MemberStanding, _nearest(least), _better_apart(least))
        .outerjoin(MemberStanding, MemberStanding.member_id == Member.id)
        .where(Member.id == member_id, takes_part())
        .options(load_only(*SHOWN))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    player, nearest, apart = (row[0], row[1]), int(row[2]), int(row[3])
    return player, 1 + (nearest if nearest <= places.NEAR else _far(player)) - apart


def _far(player: Player) -> int:
    """How many stand before somebody who is not among the first: counting them all takes longer than the page."""
    points = max(player[1].points, 0) if player[1] is not None else 0
    better = places.better_than(points)
    if better is None:
        better = db.session.scalar(select(func.count()).where(MemberStanding.points > points)) or 0
    return max(better, places.NEAR + 1)


def _nearest(points: ColumnElement[int]) -> Any:
    """How many have more points, counted no further than needed: a stretch of the index."""
    other = table_of(MemberStanding).alias("other")
    some = select(other.c.points).where(other.c.points > points).limit(places.NEAR + 1)
    nearest = some.correlate(table_of(Member), table_of(MemberStanding)).subquery("nearest")
    return select(func.count()).select_from(nearest).scalar_subquery()


def _better_apart(points: ColumnElement[int]) -> Any:
    """How many of them stand on no board: these are few, and have an index of their own."""
    other, someone = table_of(MemberStanding).alias("other_apart"), table_of(Member).alias("apart")
    held = someone.join(other, other.c.member_id == someone.c.id)
    within = and_(stands_apart(someone.c), other.c.points > points)
    return select(func.count()).select_from(held).where(within).scalar_subquery()
