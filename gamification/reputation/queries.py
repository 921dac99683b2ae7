"""Reads the ledger: balances, a member's lines, points by day."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy import Integer as Int
from sqlalchemy import String as Text

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db, table_of
from community.kernel.proofs import stamps_of_member
from community.kernel.thresholds import whole
from community.posts.models import EditSuggestion
from community.ratings.models import Rating
from gamification.reputation.models import (
    LedgerRuling,
    MemberStanding,
    MutualPair,
    ReputationEvent,
    ToldDeed,
)
from gamification.reputation.rules import Booking, Exceptions, Kind, Limits, Pair, PairRuling

ledger, ruling, mutual = map(table_of, (ReputationEvent, LedgerRuling, MutualPair))
answer, rating = map(table_of, (Answer, Rating))
MOST_NAMES: Final = 500  # parameters a statement


def limits() -> Limits:
    """The limits of this site."""
    return Limits(whole("daily_points_cap"), whole("ratings_a_pair_a_day"))


def balances(first: int, last: int, days: tuple[date, date] | None = None) -> list[Booking]:
    """What the ledger holds for members `first` to `last`, by cause and moment; of some days if given."""
    values = {"first": first, "last": last} | ({"start": days[0], "end": days[1]} if days else {})
    rows = db.session.execute(_balances(days is not None), values)
    return [Booking(row[0], row[1], row[2], row[3], int(row[4]), row[5]) for row in rows]


@cache
def _balances(dated: bool) -> Any:  # noqa: FBT001 - the shape of a statement, made once
    which = (ledger.c.cause, ledger.c.kind, ledger.c.member_id, ledger.c.post_id)
    query = (
        select(*which, func.sum(ledger.c.points), ledger.c.arose_at)
        .where(ledger.c.member_id.between(bindparam("first"), bindparam("last")))
        .group_by(*which, ledger.c.arose_at)
    )
    return query.where(ledger.c.day.between(bindparam("start"), bindparam("end"))) if dated else query


def exceptions(first: int, last: int) -> Exceptions:
    """What counts for nothing in the ledgers of members `first` to `last`."""
    values = {"first": first, "last": last}
    causes: list[str] = []
    pairs: list[Pair] = []
    for cause, low, high in db.session.execute(_exceptions(), values):
        if cause is not None:
            causes.append(cause)
        else:
            pairs.append((low, high))
    return Exceptions(frozenset(causes), frozenset(pairs))


@cache
def _exceptions() -> Any:
    first: BindParameter[int] = bindparam("first")
    last: BindParameter[int] = bindparam("last")
    causes = select(ruling.c.cause, cast(null(), Int).label("low"), cast(null(), Int).label("high")).where(
        ruling.c.lifted_at.is_(None), ruling.c.member_id.between(first, last)
    )
    pairs = [
        select(cast(null(), Text), mutual.c.low_id, mutual.c.high_id).where(
            apart(), column.between(first, last)
        )
        for column in (mutual.c.low_id, mutual.c.high_id)
    ]
    return union_all(causes, *pairs)


def apart() -> ColumnElement[bool]:
    """The condition that nothing counts between the members of a pair."""
    derived = and_(mutual.c.exceeds, mutual.c.ruling.is_(None))
    return or_(mutual.c.ruling == PairRuling.UPHELD, derived)


def ruled_out(cause: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether somebody has ruled, or a hold says, that this counts for nothing."""
    return select(ruling.c.id).where(ruling.c.cause == cause, ruling.c.lifted_at.is_(None)).exists()


def set_apart(author: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether nothing counts between the author and this member."""
    low, high = mutual.c.low_id, mutual.c.high_id
    pair = or_(and_(low == author, high == other), and_(high == author, low == other))
    return select(low).where(pair, apart()).correlate_except(mutual).exists()


def rating_counts(author: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a rating of an answer by `author` was neither taken back nor ruled out, nor is between two held apart."""
    return and_(
        rating.c.withdrawn_at.is_(None),
        ~ruled_out(literal(f"{Kind.RATING}:") + cast(rating.c.id, Text)),
        ~set_apart(author, rating.c.rater_id),
    )


def acceptance_counts(author: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an answer by `author` was accepted, and that was neither ruled out, nor is between two held apart."""
    return and_(
        answer.c.accepted_at.is_not(None),
        ~ruled_out(literal(f"{Kind.ACCEPTED}:") + cast(answer.c.id, Text)),
        ~set_apart(author, answer.c.accepted_by_id),
    )


def sums(first: int, last: int) -> dict[int, int]:
    """What the lines of members `first` to `last` add up to."""
    query = (
        select(ledger.c.member_id, func.sum(ledger.c.points))
        .where(ledger.c.member_id.between(first, last))
        .group_by(ledger.c.member_id)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(query)}


def last_numbers(causes: Iterable[str]) -> dict[str, int]:
    """The highest line number of each cause that has one."""
    found: dict[str, int] = {}
    wanted = sorted(set(causes))
    for start in range(0, len(wanted), MOST_NAMES):
        some = wanted[start : start + MOST_NAMES]
        query = (
            select(ledger.c.cause, func.max(ledger.c.number))
            .where(ledger.c.cause.in_(some))
            .group_by(ledger.c.cause)
        )
        found.update((cause, number) for cause, number in db.session.execute(query))
    return found


def broken_sequences() -> list[str]:
    """Causes whose lines are not numbered from one without gaps, as after a line was lost."""
    query = select(ledger.c.cause).group_by(ledger.c.cause).having(func.count() != func.max(ledger.c.number))
    return list(db.session.scalars(query.order_by(ledger.c.cause)))


def booked_days(post_id: int, kinds: Collection[Kind]) -> set[tuple[int, date]]:
    """Members and days for which the ledger holds something of these kinds about a post."""
    query = (
        select(ledger.c.member_id, ledger.c.day)
        .where(ledger.c.post_id == post_id, ledger.c.kind.in_(kinds))
        .distinct()
    )
    return {(row[0], row[1]) for row in db.session.execute(query)}


def totals_of(member_ids: Collection[int]) -> dict[int, int]:
    """The points of members; those without any line are left out."""
    query = select(MemberStanding.member_id, MemberStanding.points).where(
        MemberStanding.member_id.in_(member_ids)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def proof_of_ledger(member_id: int) -> Select[Any]:
    """What is another after each line of a member's ledger and each ruling on it: for `page_cache.keep_while_also`.

    A proof of its own rather than a stamp: lines come with every star, and few read them.
    """
    ruled = [
        select(each).where(ruling.c.member_id == member_id).scalar_subquery()
        for each in (func.max(ruling.c.id), func.count(), func.count(ruling.c.lifted_at))
    ]
    told = (func.max(ledger.c.id), func.count(), func.sum(ledger.c.points), func.count(ledger.c.post_id))
    return select(*told, *ruled, stamps_of_member(member_id)).where(ledger.c.member_id == member_id)


def posts_of_thread(question_id: int) -> list[int]:
    """The posts of a thread about which there may be points: the question, its answers, some comments."""
    query = select(Answer.id).where(Answer.question_id == question_id).order_by(Answer.id)
    above = [question_id, *db.session.scalars(query)]
    return [*above, *cared_for_beneath(above)]


def cared_for_beneath(post_ids: Collection[int]) -> list[int]:
    """The comments under these posts that somebody reported or mended: that counts by whose thread it is in."""
    reported = select(ToldDeed.key).where(ToldDeed.post_id == Comment.id).exists()
    mended = select(EditSuggestion.id).where(EditSuggestion.post_id == Comment.id).exists()
    query = select(Comment.id).where(Comment.parent_id.in_(list(post_ids)), or_(reported, mended))
    return list(db.session.scalars(query.order_by(Comment.id)))
