"""Pairs of members who rate each other beyond the limit: found from the record, held at once, judged by people."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from community.kernel.upsert import insert
from community.posts.models import Post
from community.ratings.models import Rating
from gamification.reputation import queries
from gamification.reputation.models import MutualPair
from gamification.reputation.rules import Mutual, Pair, PairRuling, exceeds, pair_of

rating, post, mutual = map(table_of, (Rating, Post, MutualPair))
GIVEN = (
    rating.c.answer_id == post.c.id,
    rating.c.withdrawn_at.is_(None),
    rating.c.rater_id != post.c.author_id,
)


def look_at(rater_id: int, author_id: int) -> set[int]:
    """Make the pairs of a rater true, as far as a rating for `author_id` can change them.

    Returns the members for whom something counts now that did not, or the other way round. A rating
    changes what share of the rater's ratings each of their pairs has, so all of these are looked at.
    """
    given = _given_by(rater_id)
    total = sum(given.values())
    part, least = whole("mutual_ratings_part"), whole("mutual_ratings_least")
    kept = {row.high_id if row.low_id == rater_id else row.low_id: row for row in _rows_of(rater_id)}
    others = {author_id, *kept, *(each for each, count in given.items() if count * part > total)}
    others = {each for each in others if each in kept or given.get(each, 0) >= least}
    if not others:
        return set()
    back, totals = _back(others, rater_id)
    changed: set[int] = set()
    for other in sorted(others):
        seen = Mutual(
            there=given.get(other, 0),
            back=back.get(other, 0),
            given_there=total,
            given_back=totals.get(other, 0),
        )
        if _keep(pair_of(rater_id, other), exceeds(seen, least=least, part=part), kept.get(other)):
            changed |= {rater_id, other}
    return changed


def concerned(rater_id: int) -> set[int]:
    """The members whose pair with a rater another rating of theirs may change: an upper bound."""
    if (
        db.engine.dialect.name != "postgresql"
    ):  # elsewhere one transaction writes at a time, and none waits in it
        return set()
    part, least = whole("mutual_ratings_part"), whole("mutual_ratings_least")
    given = _given_by(rater_id)
    total = sum(given.values())
    # One rating more or less moves the share that another has by less than this.
    near = {each for each, count in given.items() if count >= least and count * part > total - part}
    return near | {row.high_id if row.low_id == rater_id else row.low_id for row in _rows_of(rater_id)}


def _given_by(rater_id: int) -> dict[int, int]:
    """How many ratings a member gave to each author."""
    query = (
        select(post.c.author_id, func.count())
        .select_from(rating)
        .join(post, rating.c.answer_id == post.c.id)
        .where(*GIVEN[1:], rating.c.rater_id == rater_id)
        .group_by(post.c.author_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _back(member_ids: Collection[int], to_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """How many ratings each of these members gave to `to_id`, and in all."""
    query = (
        select(rating.c.rater_id, func.count(), func.count(post.c.id).filter(post.c.author_id == to_id))
        .select_from(rating)
        .join(post, rating.c.answer_id == post.c.id)
        .where(*GIVEN[1:], rating.c.rater_id.in_(member_ids))
        .group_by(rating.c.rater_id)
    )
    rows = db.session.execute(query).all()
    return {row[0]: row[2] for row in rows}, {row[0]: row[1] for row in rows}


def _rows_of(member_id: int) -> Iterable[Any]:
    which = or_(mutual.c.low_id == member_id, mutual.c.high_id == member_id)
    return db.session.execute(select(mutual).where(which)).all()


def _keep(pair: Pair, now: bool, row: Any) -> bool:  # noqa: FBT001 - what is true of the pair
    """Write down whether a pair exceeds the limit; whether that changes what counts."""
    if now == (row is not None and row.exceeds):
        return False
    if now:
        statement = insert(MutualPair).values(low_id=pair[0], high_id=pair[1], exceeds=True, reason="")
        statement = statement.on_conflict_do_update(
            index_elements=["low_id", "high_id"], set_={"exceeds": True}
        )
        db.session.execute(statement, execution_options={"synchronize_session": False})
    elif row.ruling is None:
        db.session.execute(delete(mutual).where(_is(pair)))
    else:
        db.session.execute(update(mutual).where(_is(pair)).values(exceeds=False))
    return row is None or row.ruling is None


def _is(pair: Pair) -> Any:
    return (mutual.c.low_id == pair[0]) & (mutual.c.high_id == pair[1])


def true_pairs() -> dict[Pair, Mutual]:
    """The pairs that exceed the limit by the whole record, with how they rate each other."""
    part, least = whole("mutual_ratings_part"), whole("mutual_ratings_least")
    return {pair: seen for pair, seen in _all_mutual(least) if exceeds(seen, least=least, part=part)}


def _all_mutual(least: int) -> Iterator[tuple[Pair, Mutual]]:
    """Every pair with at least `least` ratings each way."""
    each = (
        select(rating.c.rater_id, post.c.author_id, func.count().label("count"))
        .select_from(rating)
        .join(post, rating.c.answer_id == post.c.id)
        .where(*GIVEN[1:])
        .group_by(rating.c.rater_id, post.c.author_id)
    )
    some = each.having(func.count() >= least)
    there, back = some.cte("there"), some.cte("back")
    total = (
        select(rating.c.rater_id, func.count().label("count"))
        .select_from(rating)
        .join(post, rating.c.answer_id == post.c.id)
        .where(*GIVEN[1:])
        .group_by(rating.c.rater_id)
        .cte("total")
    )
    total_back = total.alias("total_back")
    query = (
        select(
            there.c.rater_id,
            there.c.author_id,
            there.c.count,
            back.c.count,
            total.c.count,
            total_back.c.count,
        )
        .join(back, (back.c.rater_id == there.c.author_id) & (back.c.author_id == there.c.rater_id))
        .join(total, total.c.rater_id == there.c.rater_id)
        .join(total_back, total_back.c.rater_id == back.c.rater_id)
        .where(there.c.rater_id < there.c.author_id)
    )
    for low, high, given, returned, given_all, returned_all in db.session.execute(query):
        yield (
            (low, high),
            Mutual(there=given, back=returned, given_there=given_all, given_back=returned_all),
        )


def is_held(one: int, other: int) -> bool:
    """Whether nothing counts between two members now."""
    query = select(mutual.c.low_id).where(_is(pair_of(one, other)), queries.apart())
    return db.session.scalar(query) is not None


def held_pairs() -> dict[Pair, PairRuling | None]:
    """The pairs between whom nothing counts now, with the word of a person where there is one."""
    query = select(mutual.c.low_id, mutual.c.high_id, mutual.c.ruling).where(queries.apart())
    return {(row[0], row[1]): PairRuling(row[2]) if row[2] else None for row in db.session.execute(query)}


def kept_pairs() -> set[Pair]:
    """The pairs that the table says exceed the limit."""
    query = select(mutual.c.low_id, mutual.c.high_id).where(mutual.c.exceeds)
    return {(row[0], row[1]) for row in db.session.execute(query)}


def make_true(true: Mapping[Pair, Mutual]) -> None:
    """Make the table say what the record says."""
    rows = {(row.low_id, row.high_id): row for row in db.session.execute(select(mutual))}
    for pair in sorted(true.keys() | rows.keys()):
        _keep(pair, pair in true, rows.get(pair))


def judge(one: int, other: int, ruling: PairRuling | None, *, by: Actor, reason: str) -> None:
    """Write down a person's word about a pair; None takes it back. The caller settles both members."""
    pair = pair_of(one, other)
    values = {
        "ruling": ruling,
        "ruled_by_id": by.member_id if ruling else None,
        "ruled_at": clock.now() if ruling else None,
        "reason": reason if ruling else "",
    }
    statement = insert(MutualPair).values(low_id=pair[0], high_id=pair[1], exceeds=False, **values)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["low_id", "high_id"], set_=values),
        execution_options={"synchronize_session": False},
    )
    db.session.execute(
        delete(mutual).where(_is(pair), mutual.c.exceeds.is_(False), mutual.c.ruling.is_(None))
    )
