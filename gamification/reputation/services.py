"""Settling: bringing the ledger to what the record says, for a day, a member, a post, or everyone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, table_of
from community.kernel.upsert import insert as insert_or
from community.posts.models import Post
from community.ratings.models import Rating
from gamification.reputation import pairs, queries
from gamification.reputation.deeds import Scope, deeds
from gamification.reputation.models import MemberStanding, ReputationEvent, ToldDeed
from gamification.reputation.rules import Booking, Deed, Kind, settlement, targets

FEW_DAYS: Final = 8  # a deed that touches more days settles the whole member at once
NUMBERS: Final = ("points", "bronze", "silver", "gold", "unseen_awards")  # of a standing, which deeds add to
_standings: Final = table_of(MemberStanding)
_ADD: Final = (
    update(_standings)
    .where(_standings.c.member_id == bindparam("of"))
    .values({name: _standings.c[name] + bindparam(f"more_{name}") for name in NUMBERS})
)


def settle_rating(rating_id: int, author_id: int) -> None:
    """Settle the day on which a rating arose, for the author who was rated."""
    found = db.session.execute(
        select(Rating.created_at, Rating.rater_id).where(Rating.id == rating_id)
    ).one_or_none()
    if found is None:
        return
    moment, rater_id = found
    apart: set[int] = set()
    if rater_id is not None and rater_id != author_id:
        # Whoever this may concern is locked at once, in order: two who rate each other at the same time see
        # each other, and none of many waits for another in a circle.
        for member_id in sorted({rater_id, author_id, *pairs.concerned(rater_id)}):
            lock(member_id)
        apart = pairs.look_at(rater_id, author_id)
    else:
        lock(author_id)
    for member_id in sorted(apart):
        _settle_days(member_id, [None])
    if author_id not in apart:
        _settle_days(author_id, [_day(moment)])


def settle_about(*post_ids: int, kinds: Collection[Kind] = tuple(Kind)) -> None:
    """Settle every member and day that something of these kinds about these posts touches, now or before."""
    touched: set[tuple[int, date]] = set()
    for post_id in post_ids:
        found = deeds(Scope(post_id=post_id))
        touched |= {(deed.member_id, deed.day) for deed in found if deed.kind in kinds}
        touched |= queries.booked_days(post_id, kinds)
    settle(touched)


def settle(touched: Iterable[tuple[int, date]]) -> None:
    """Settle members' days. Members are taken in order, so that no two deeds wait for each other."""
    days: dict[int, set[date]] = defaultdict(set)
    for member_id, day in touched:
        days[member_id].add(day)
    for member_id in sorted(days):
        lock(member_id)
    for member_id in sorted(days):
        whole = len(days[member_id]) > FEW_DAYS
        _settle_days(member_id, [None] if whole else sorted(days[member_id]))


def settle_members(member_ids: Iterable[int]) -> None:
    """Settle all days of members, as when what counts between them was decided anew."""
    wanted = sorted(set(member_ids))
    for member_id in wanted:
        lock(member_id)
    for member_id in wanted:
        _settle_days(member_id, [None])


def _settle_days(member_id: int, days: Iterable[date | None]) -> None:
    delta = 0
    for day in days:
        lines, _causes = unsettled(Scope(member_id, member_id, (day, day) if day else None))
        append(lines)
        delta += sum(line.points for line in lines)
    if delta:
        tell(events.ReputationChanged(member_id=member_id, delta=delta))


def keep_told(kind: Kind, key: str, member_id: int, post_id: int, *, counts: bool) -> None:
    """Keep what an event told, once and for all ways back: the last word counts."""
    if db.session.get(Post, post_id) is None:
        return
    statement = insert_or(ToldDeed).values(
        key=f"{kind}:{key}",
        kind=kind,
        member_id=member_id,
        post_id=post_id,
        counts=counts,
        arose_at=clock.now(),
    )
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"counts": counts}),
        execution_options={"synchronize_session": False},
    )


def forget_told(kind: Kind, key: str) -> None:
    """Let a deed that was told be as if it had not been."""
    db.session.execute(
        delete(ToldDeed).where(ToldDeed.key == f"{kind}:{key}"),
        execution_options={"synchronize_session": False},
    )


def settle_told(kind: Kind, key: str) -> None:
    """Settle the day of a deed that was told."""
    deed = db.session.get(ToldDeed, f"{kind}:{key}")
    if deed is not None:
        settle({(deed.member_id, _day(deed.arose_at))})


def append(lines: list[Booking]) -> None:
    """Add lines to the ledger and to the totals; the one writer of both."""
    if not lines:
        return
    numbers = queries.last_numbers(line.cause for line in lines)
    deltas: dict[int, int] = defaultdict(int)
    rows = []
    for line in lines:
        number = numbers[line.cause] = numbers.get(line.cause, 0) + 1
        deltas[line.member_id] += line.points
        rows.append(
            {
                "member_id": line.member_id,
                "cause": line.cause,
                "number": number,
                "kind": str(line.kind),
                "points": line.points,
                "post_id": line.post_id,
                "arose_at": line.arose_at,
                "day": line.day,
            }
        )
    db.session.execute(insert(ReputationEvent.__table__), rows)  # type: ignore[arg-type]
    add({member_id: {"points": delta} for member_id, delta in deltas.items()})


def add(changes: Mapping[int, Mapping[str, int]]) -> None:
    """Add to numbers of standings, whose rows are there; for many members as for one, in one go.

    `changes` maps members to what is added to each column of `NUMBERS`; what is not named stays.
    """
    rows = [
        {"of": member_id, **{f"more_{name}": changes[member_id].get(name, 0) for name in NUMBERS}}
        for member_id in sorted(changes)  # in one order everywhere, so that no two wait for each other
        if any(changes[member_id].get(name) for name in NUMBERS)
    ]
    if rows:
        db.session.connection().execute(_ADD, rows)


def unsettled(scope: Scope) -> tuple[list[Booking], int]:
    """The lines that the ledger of members lacks for whole days, and how many causes were looked at."""
    first, last = scope.members
    done: dict[int, list[Deed]] = defaultdict(list)
    for deed in deeds(scope):
        done[deed.member_id].append(deed)
    held: dict[int, list[Booking]] = defaultdict(list)
    for balance in queries.balances(first, last, scope.days):
        held[balance.member_id].append(balance)
    exceptions, limits = queries.exceptions(first, last), queries.limits()
    lines: list[Booking] = []
    causes = 0
    for member_id in sorted(done.keys() | held.keys()):
        wanted = targets(done[member_id], limits, exceptions)
        causes += len(wanted)
        lines += settlement(held[member_id], wanted)
    return lines, causes


def number_anew(cause: str) -> None:
    """Number the lines of a cause from one without gaps; numbers only fall, so none is in the way."""
    rows = select(ReputationEvent.id).where(ReputationEvent.cause == cause).order_by(ReputationEvent.number)
    for number, id_ in enumerate(db.session.scalars(rows).all(), 1):
        db.session.execute(
            update(ReputationEvent).where(ReputationEvent.id == id_).values(number=number),
            execution_options={"synchronize_session": False},
        )


def ensure_rows(member_ids: Iterable[int]) -> None:
    """Give members a standing who have none yet."""
    nothing = dict.fromkeys(NUMBERS, 0)
    rows = [{"member_id": member_id, **nothing} for member_id in sorted(set(member_ids))]
    if rows:
        db.session.connection().execute(insert_or(MemberStanding).on_conflict_do_nothing(), rows)


def lock_range(first: int, last: int) -> None:
    """Let nobody else settle these members until the transaction ends."""
    query = select(MemberStanding.member_id).where(MemberStanding.member_id.between(first, last))
    db.session.execute(query.order_by(MemberStanding.member_id).with_for_update(key_share=True))


def set_total(member_id: int, points: int) -> None:
    """Make a total that had gone astray what its ledger says."""
    ensure_rows([member_id])
    db.session.execute(
        update(MemberStanding).where(MemberStanding.member_id == member_id).values(points=points),
        execution_options={"synchronize_session": False},
    )


def lock(member_id: int) -> None:
    """One settling of a member at a time: the next sees what this one wrote."""
    query = (
        select(MemberStanding.member_id)
        .where(MemberStanding.member_id == member_id)
        .with_for_update(key_share=True)
    )
    if db.session.scalar(query) is None:
        ensure_rows([member_id])
        db.session.scalar(query)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
