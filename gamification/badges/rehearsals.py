"""What a badge would do if it went live now: who would get it, since when, and who would lose it. Changes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from gamification.badges import services, shelf
from gamification.badges.giving import Gift
from gamification.badges.models import CustomBadge
from gamification.badges.rules import Badge

SHOWN: Final = 100
MOST_BARS: Final = 36


@dataclass(frozen=True, slots=True)
class Winner:
    """Somebody who would get the badge: how often, and the date that the first of these awards would have."""

    member: Member
    times: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The outcome. `spread` counts members by the month, or the year, in which they earned it."""

    badge: Badge
    members: int
    awards: int
    losing: int
    winners: Sequence[Winner]
    spread: Sequence[tuple[str, int]]


def rehearse(badge: Badge) -> Rehearsal:
    """What going live would do at this moment; the same reckoning as going live itself."""
    gifts, gone = services.outcome(badge, clock.now())
    first: dict[int, Gift] = {}
    times: Counter[int] = Counter()
    for gift in gifts:
        times[gift.member_id] += 1
        first.setdefault(gift.member_id, gift)
    newest = sorted(first.values(), key=lambda gift: (gift.at, gift.member_id), reverse=True)
    people = _members([gift.member_id for gift in newest[:SHOWN]])
    return Rehearsal(
        badge=badge,
        members=len(first),
        awards=len(gifts),
        losing=len(gone),
        winners=[
            Winner(people[gift.member_id], times[gift.member_id], gift.at)
            for gift in newest[:SHOWN]
            if gift.member_id in people
        ],
        spread=spread(gift.at for gift in first.values()),
    )


def spread(moments: Iterable[datetime]) -> list[tuple[str, int]]:
    """How many moments fall into each month, from the first to the last; into each year when those are too many."""
    months = Counter((moment.year, moment.month) for moment in moments)
    if not months:
        return []
    (year, month), last = min(months), max(months)
    found = []
    while (year, month) <= last:
        found.append((f"{year:04}-{month:02}", months[year, month]))
        year, month = year + month // 12, month % 12 + 1
    if len(found) <= MOST_BARS:
        return found
    years: Counter[int] = Counter()
    for (each, _month), count in months.items():
        years[each] += count
    return [(f"{each:04}", years[each]) for each in range(min(years), max(years) + 1)]


def of_custom(row: CustomBadge) -> Rehearsal:
    """The rehearsal of a badge made here, with the changes that are not live yet."""
    return rehearse(shelf.as_badge(proposed(row)))


def waiting() -> list[Badge]:
    """The badges made here that are not live yet, and the live ones as their changes would make them."""
    rows = db.session.scalars(select(CustomBadge).order_by(CustomBadge.id))
    return [
        shelf.as_badge(proposed(row)) for row in rows if row.is_draft or (row.changes and not row.is_retired)
    ]


def proposed(row: CustomBadge) -> dict[str, Any]:
    """The columns of a badge as they will be once its changes are live."""
    return {**shelf.row_of(row), **(row.changes or {})}


def _members(ids: Sequence[int]) -> dict[int, Member]:
    if not ids:
        return {}
    return {member.id: member for member in db.session.scalars(select(Member).where(Member.id.in_(ids)))}
