"""Counts for one badge alone: what lies in its window and scope, and who has earned it, and when."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select

from community.accounts.models import Member, MemberStatus
from community.kernel.db import db, table_of
from gamification.badges.facts import post, rating
from gamification.badges.metrics import Metric
from gamification.badges.rules import Badge, MemberRecord, times_earned
from gamification.badges.shapes import Shape, running, shape_of, totals, values_of
from gamification.badges.streams import STREAMS, ratings_received

member = table_of(Member)


def seen_by(badge: Badge, member_ids: Collection[int], now: datetime) -> dict[int, MemberRecord]:
    """The records of members as a badge sees them: only what lies inside its window and scope.

    Stars are counted for those alone who have enough of the rest.
    """
    shape, dialect = shape_of(badge, members=True), db.engine.dialect.name
    given = {**values_of(badge, now), "members": list(member_ids)}
    rows = db.session.execute(_totals(badge.metric, shape, dialect), given)
    counts = {row[0]: int(row[1]) for row in rows}
    enough = [member_id for member_id, count in counts.items() if count >= badge.threshold]
    stars = _stars_of(badge, shape, {**given, "members": enough}) if enough else {}
    return {
        member_id: MemberRecord({badge.metric: counts.get(member_id, 0)}, *stars.get(member_id, (0.0, 0)))
        for member_id in member_ids
    }


@dataclass(frozen=True, slots=True)
class Earner:
    """Somebody who has earned a badge, and when: for the first time, the second, and so on."""

    member_id: int
    dates: tuple[datetime, ...]


def earners(badge: Badge, now: datetime, member_ids: Collection[int] | None = None) -> list[Earner]:
    """Who has earned a badge as things stand at `now`, of these members or of everybody with an open account.

    A date is that of the deed with which the count was full.
    """
    shape, dialect = shape_of(badge, members=member_ids is not None), db.engine.dialect.name
    given = values_of(badge, now)
    if member_ids is not None:
        given["members"] = list(member_ids)
    stars = _stars_of(badge, shape, given)
    totals: dict[int, int] = {}
    reached: dict[int, dict[int, datetime]] = defaultdict(dict)
    statement = _reached(badge.metric, shape, dialect)
    for member_id, number, moment, total in db.session.execute(
        statement, {**given, "threshold": badge.threshold}
    ):
        totals[member_id] = max(total, totals.get(member_id, total))
        reached[member_id][number] = moment
    found = []
    for member_id in sorted(reached):
        record = MemberRecord({badge.metric: int(totals[member_id])}, *stars.get(member_id, (0.0, 0)))
        if times := times_earned(badge, record):
            found.append(Earner(member_id, _dates(reached[member_id], times)))
    return found


def _dates(reached: Mapping[int, datetime], times: int) -> tuple[datetime, ...]:
    """The date of each time; a deed that counts for much may skip a number, which then has the next one's date."""
    return tuple(
        min(at for other, at in reached.items() if other >= number) for number in range(1, times + 1)
    )


def _stars_of(badge: Badge, shape: Shape, given: Mapping[str, Any]) -> dict[int, tuple[float, int]]:
    """Mean and number of the ratings inside window and scope; nothing where no gate asks."""
    if badge.gate is None:
        return {}
    rows = db.session.execute(_ratings(shape), dict(given))
    return {row[0]: (int(row[2]) / int(row[1]), int(row[1])) for row in rows}


@cache
def _totals(metric: Metric, shape: Shape, dialect: str) -> Any:
    return totals(STREAMS[metric](shape, dialect))


@cache
def _reached(metric: Metric, shape: Shape, dialect: str) -> Any:
    ran = running(STREAMS[metric](shape, dialect))
    number = cast(ran.c.running, BigInteger) // bindparam("threshold", type_=BigInteger)
    query = (
        select(ran.c.member, number.label("number"), func.min(ran.c.moment), func.max(ran.c.total))
        .where(ran.c.running >= bindparam("threshold"))
        .group_by(ran.c.member, number)
    )
    if shape.members:
        return query
    return query.join(member, member.c.id == ran.c.member).where(member.c.status != MemberStatus.CLOSED)


@cache
def _ratings(shape: Shape) -> Any:
    columns = select(post.c.author_id, func.count(), func.sum(rating.c.stars))
    return ratings_received(shape, columns).group_by(post.c.author_id)
