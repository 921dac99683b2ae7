"""Reads the ledger: balances, a member's lines, points by day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select

from community.answers.models import Answer
from community.comments.models import Comment
from community.imports.tables import table_of
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.pagination import Page, decode_cursor, encode_cursor
from community.kernel.thresholds import threshold, whole
from community.kernel.words import N_
from community.questions.models import Question
from gamification.reputation.models import MemberStanding, ReputationEvent
from gamification.reputation.rules import Booking, Kind, Limits

ledger = table_of(ReputationEvent)
PER_PAGE: Final = 40
POINTS_SHOWN: Final = 60
LONG_AGO: Final = timedelta(days=180)
LARGEST_ID: Final = 2**63
MOST_NAMES: Final = 500  # parameters a statement


def limits() -> Limits:
    """The limits of this site."""
    return Limits(whole("daily_points_cap"), whole("ratings_a_pair_a_day"))


def balances(first: int, last: int, day: date | None = None) -> list[Booking]:
    """What the ledger holds for members `first` to `last`, by cause and moment; of one day if given."""
    values = {"first": first, "last": last} | ({"day": day} if day else {})
    rows = db.session.execute(_balances(day is not None), values)
    return [Booking(row[0], row[1], row[2], row[3], int(row[4]), row[5]) for row in rows]


@cache
def _balances(dated: bool) -> Any:  # noqa: FBT001 - the shape of a statement, made once
    which = (ledger.c.cause, ledger.c.kind, ledger.c.member_id, ledger.c.post_id)
    query = (
        select(*which, func.sum(ledger.c.points), ledger.c.arose_at)
        .where(ledger.c.member_id.between(bindparam("first"), bindparam("last")))
        .group_by(*which, ledger.c.arose_at)
    )
    return query.where(ledger.c.day == bindparam("day")) if dated else query


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


def matured_points(member_id: int) -> int:
    """A member's points without those from ratings that are younger than the time of ripening."""
    ripe = clock.now() - timedelta(hours=threshold("points_mature_hours"))
    query = select(func.coalesce(func.sum(ledger.c.points), 0)).where(
        ledger.c.member_id == member_id, or_(ledger.c.kind != Kind.RATING, ledger.c.arose_at <= ripe)
    )
    return int(db.session.scalar(query) or 0)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line as a page shows it; `title` and `question_id` lead to the thread, where there is a public one."""

    id: int
    cause: str
    kind: str
    points: int
    arose_at: datetime
    taken_back: bool
    post_id: int | None
    question_id: int | None
    slug: str
    title: str


def _lines(member_id: int) -> Any:
    thread = func.coalesce(Answer.__table__.c.question_id, Comment.__table__.c.question_id, ledger.c.post_id)
    asked = table_of(Question)
    return (
        select(ledger, asked.c.id.label("question_id"), asked.c.slug, asked.c.title, asked.c.listed)
        .outerjoin(Answer.__table__, Answer.__table__.c.id == ledger.c.post_id)
        .outerjoin(Comment.__table__, Comment.__table__.c.id == ledger.c.post_id)
        .outerjoin(asked, asked.c.id == thread)
        .where(ledger.c.member_id == member_id)
        .order_by(ledger.c.arose_at.desc(), ledger.c.id.desc())
    )


def _told(rows: Iterable[Any]) -> list[LedgerLine]:
    return [
        LedgerLine(
            id=row.id,
            cause=row.cause,
            kind=row.kind,
            points=row.points,
            arose_at=row.arose_at,
            taken_back=row.number > 1,
            post_id=row.post_id,
            question_id=row.question_id if row.listed else None,
            slug=row.slug if row.listed else "",
            title=row.title if row.listed else "",
        )
        for row in rows
    ]


def ledger_page(member_id: int, number: int) -> Page[LedgerLine]:
    """One page of a member's ledger, newest deed first."""
    total = db.session.scalar(select(func.count()).where(ledger.c.member_id == member_id)) or 0
    number = min(number, max(1, -(-total // PER_PAGE)))
    rows = db.session.execute(_lines(member_id).limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return Page(_told(rows), number, PER_PAGE, total)


def ledger_after(member_id: int, cursor: str | None, limit: int) -> tuple[list[LedgerLine], str | None]:
    """Lines of a member's ledger after `cursor`, newest deed first, and the cursor of the next."""
    query = _lines(member_id)
    if cursor:
        when, number = _read_cursor(cursor)
        query = query.where(
            or_(ledger.c.arose_at < when, (ledger.c.arose_at == when) & (ledger.c.id < number))
        )
    lines = _told(db.session.execute(query.limit(limit + 1)))
    if len(lines) <= limit:
        return lines, None
    last = lines[limit - 1]
    return lines[:limit], encode_cursor(last.arose_at.isoformat(), last.id)


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    moment, number = decode_cursor(cursor, 2)
    try:
        when = clock.parse(str(moment))
    except (ValueError, OverflowError):
        when = None
    if when is None or type(number) is not int or not 0 <= number < LARGEST_ID:
        raise Invalid(N_("This cursor is not one of ours; start from the first page."), field="cursor")
    return when, number


@dataclass(frozen=True, slots=True)
class Growth:
    """A member's total at `POINTS_SHOWN` moments, until today, or the last deed if that is long ago."""

    since: datetime
    until: datetime
    totals: Sequence[int]


def growth(member_id: int) -> Growth | None:
    """How a member's total grew since the first deed; None without any."""
    query = (
        select(ledger.c.day, func.sum(ledger.c.points))
        .where(ledger.c.member_id == member_id)
        .group_by(ledger.c.day)
        .order_by(ledger.c.day)
    )
    days = [(row[0], int(row[1])) for row in db.session.execute(query)]
    if not days:
        return None
    first, last, today = days[0][0], days[-1][0], clock.now().astimezone(UTC).date()
    if today - last <= LONG_AGO:
        last = max(last, today)
    length = max(1, (last - first).days)
    totals = [0] * POINTS_SHOWN
    for day, points in days:
        at = -(-(day - first).days * (POINTS_SHOWN - 1) // length)
        totals[at] += points
    since, until = (datetime.combine(day, time(), tzinfo=UTC) for day in (first, last))
    return Growth(since, until, list(accumulate(totals)))
