"""Cuts the record into portions that fit into memory, whoever wrote how much."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from sqlalchemy import func, select

from community.accounts.models import Member
from community.kernel.db import db, table_of
from community.posts.models import Post
from community.ratings.models import Rating
from gamification.reputation.deeds import Scope
from gamification.reputation.models import ReputationEvent

CAUSES_AT_ONCE: Final = 5_000  # about so many deeds are in memory at one time
MEMBERS_AT_ONCE: Final = 100
rating, post, ledger = map(table_of, (Rating, Post, ReputationEvent))


def portions() -> list[Scope]:
    """Every member, in portions of few deeds; a member with many has portions by days, whole ones."""
    weights = _weights()
    found: list[Scope] = []
    some: list[int] = []
    weight = 0
    for member_id in db.session.scalars(select(Member.id).order_by(Member.id)).all():
        each = weights[member_id]
        if some and (weight + each > CAUSES_AT_ONCE or len(some) >= MEMBERS_AT_ONCE):
            found.append(Scope(some[0], some[-1]))
            some, weight = [], 0
        if each > CAUSES_AT_ONCE:
            found += _by_days(member_id)
            continue
        some.append(member_id)
        weight += each
    if some:
        found.append(Scope(some[0], some[-1]))
    return found


def _weights() -> Counter[int]:
    """How many deeds each member has, roughly: lines of the ledger, or ratings where the ledger is lost."""
    lines = select(ledger.c.member_id, func.count()).group_by(ledger.c.member_id)
    ratings = (
        select(post.c.author_id, func.count())
        .select_from(rating)
        .join(post, post.c.id == rating.c.answer_id)
        .where(post.c.author_id.is_not(None))
        .group_by(post.c.author_id)
    )
    found: Counter[int] = Counter()
    for query in (lines, ratings):
        for member_id, count in db.session.execute(query):
            found[member_id] = max(found[member_id], count)
    return found


def _by_days(member_id: int) -> Iterator[Scope]:
    counts = _days(member_id)
    for first, last in _spans(sorted(counts.items())):
        yield Scope(member_id, member_id, (first, last))


def _days(member_id: int) -> Counter[date]:
    lines = select(ledger.c.day, func.count()).where(ledger.c.member_id == member_id).group_by(ledger.c.day)
    found: Counter[date] = Counter({row[0]: row[1] for row in db.session.execute(lines)})
    moments = (
        select(func.date(rating.c.created_at), func.count())
        .select_from(rating)
        .join(post, post.c.id == rating.c.answer_id)
        .where(post.c.author_id == member_id)
        .group_by(func.date(rating.c.created_at))
    )
    for day, count in db.session.execute(moments):
        found[date.fromisoformat(str(day))] += count
    return found


def _spans(days: Iterable[tuple[date, int]]) -> Iterator[tuple[date, date]]:
    """Spans without gaps from the beginning of time to its end, each of few deeds."""
    first, weight, last = date.min, 0, date.min
    for day, count in days:
        if weight and weight + count > CAUSES_AT_ONCE:
            yield first, last
            first, weight = _after(last), 0
        weight, last = weight + count, day
    yield first, _LATEST


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


_LATEST: Final = date(9999, 12, 30)  # a day before the last that a moment can name
