"""Reads a member's ledger for pages and programs: its lines, and how the total grew."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, groupby
from typing import Any, Final

from sqlalchemy import Integer, and_, case, cast, func, or_, select

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.addresses import LARGEST_ID
from community.kernel.asking import Asking
from community.kernel.db import db, table_of
from community.kernel.errors import Invalid
from community.kernel.pagination import Page, decode_cursor, encode_cursor, nearest
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.ratings.models import Rating
from gamification.reputation import queries
from gamification.reputation.models import LedgerRuling, ReputationEvent
from gamification.reputation.rules import Kind, RulingKind

ledger, rating = table_of(ReputationEvent), table_of(Rating)
STARS_FROM: Final = len(f"{Kind.RATING}:") + 1  # where the number of the rating begins in its cause
PER_PAGE: Final = 40
POINTS_SHOWN: Final = 60
LONG_AGO: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line as a page shows it; `title` and `question_id` lead to the thread, where `is_public`.

    `stands` is what the cause counted for after this line, `taken_back` tells that as this kind it had counted before.
    `ruling` and `reason` tell that somebody let the cause count for nothing, `given_back` with which reason it was let
    count again (None: it was not); `ripens_at` is set while stars are too young for levels.
    """

    id: int
    cause: str
    kind: str
    points: int
    arose_at: datetime
    taken_back: bool
    stands: int
    ruling: str | None
    reason: str
    given_back: str | None
    ripens_at: datetime | None
    is_public: bool
    post_id: int | None
    question_id: int | None
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """The lines of one UTC day that a page shows, and what they add up to."""

    day: date
    points: int
    lines: Sequence[LedgerLine]


def by_days(lines: Iterable[LedgerLine]) -> list[LedgerDay]:
    """Lines, newest first, gathered by the UTC days of their deeds."""
    found = []
    for day, some in groupby(lines, key=lambda line: line.arose_at.astimezone(UTC).date()):
        of_day = list(some)
        found.append(LedgerDay(day, sum(line.points for line in of_day), of_day))
    return found


def _lines(member_id: int) -> Any:
    thread = func.coalesce(Answer.__table__.c.question_id, Comment.__table__.c.question_id, ledger.c.post_id)
    asked = table_of(Question)
    # Of stars alone: what stands behind the word of another cause is no number, and not every database casts that.
    of_stars = case((ledger.c.kind == Kind.RATING, cast(func.substr(ledger.c.cause, STARS_FROM), Integer)))
    return (
        select(
            ledger,
            asked.c.id.label("question_id"),
            asked.c.slug,
            asked.c.title,
            asked.c.listed,
            table_of(Post).c.status,
            rating.c.updated_at.label("rated_at"),
        )
        .outerjoin(table_of(Post), table_of(Post).c.id == ledger.c.post_id)
        .outerjoin(Answer.__table__, Answer.__table__.c.id == ledger.c.post_id)
        .outerjoin(Comment.__table__, Comment.__table__.c.id == ledger.c.post_id)
        .outerjoin(asked, asked.c.id == thread)
        .outerjoin(rating, and_(rating.c.id == of_stars, rating.c.withdrawn_at.is_(None)))
        .where(ledger.c.member_id == member_id)
        .order_by(ledger.c.arose_at.desc(), ledger.c.id.desc())
    )


def _told(rows: Sequence[Any]) -> list[LedgerLine]:
    causes = {row.cause for row in rows}
    (stands, begun), ruled = _balances_at(causes), _ruled(causes)
    stand_now = {cause: stand for (cause, _number), stand in stands.items()}  # the last line comes last
    ripe = timedelta(hours=threshold("points_mature_hours"))
    now = clock.now()
    return [
        LedgerLine(
            id=row.id,
            cause=row.cause,
            kind=row.kind,
            points=row.points,
            arose_at=row.arose_at,
            taken_back=(row.cause, row.number) not in begun,
            stands=stands[row.cause, row.number],
            ruling=ruled[row.cause].kind if row.cause in ruled else None,
            reason=ruled[row.cause].reason if row.cause in ruled else "",
            given_back=ruled[row.cause].lifted_reason if _was_lifted(ruled.get(row.cause)) else None,
            ripens_at=_ripens(row.rated_at if stand_now[row.cause] else None, ripe, now),
            is_public=bool(row.listed) and row.status == PostStatus.PUBLISHED,
            post_id=row.post_id,
            question_id=row.question_id if row.listed else None,
            slug=row.slug if row.listed else "",
            title=row.title if row.listed else "",
        )
        for row in rows
    ]


def _was_lifted(ruling: LedgerRuling | None) -> bool:
    return ruling is not None and ruling.lifted_at is not None


def _ripens(rated_at: datetime | None, ripe: timedelta, now: datetime) -> datetime | None:
    """When stars that stand are old enough for levels; those that were changed or given anew ripen anew."""
    return rated_at + ripe if rated_at is not None and rated_at + ripe > now else None


def _balances_at(
    causes: Collection[str],
) -> tuple[dict[tuple[str, int], int], set[tuple[str, int]]]:
    """What each of these causes stood at after each of its lines, and the first line of each kind of it."""
    query = (
        select(ledger.c.cause, ledger.c.number, ledger.c.kind, ledger.c.points)
        .where(ledger.c.cause.in_(causes))
        .order_by(ledger.c.cause, ledger.c.number)
    )
    standing: Counter[str] = Counter()
    found: dict[tuple[str, int], int] = {}
    begun: dict[tuple[str, str], int] = {}
    for cause, number, kind, points in db.session.execute(query):
        standing[cause] += points
        found[cause, number] = standing[cause]
        begun.setdefault((cause, kind), number)
    return found, {(cause, number) for (cause, _kind), number in begun.items()}


def _ruled(causes: Collection[str]) -> dict[str, LedgerRuling]:
    """The last ruling on each of these causes that has one; one that stands before one that was lifted."""
    query = select(LedgerRuling).where(LedgerRuling.cause.in_(causes))
    rows = sorted(
        db.session.scalars(query),
        key=lambda row: (row.lifted_at is None, row.kind == RulingKind.VOID, row.id),
    )
    return {row.cause: row for row in rows}


def ledger_page(member_id: int, number: int) -> Page[LedgerLine]:
    """One page of a member's ledger, newest deed first."""
    total = db.session.scalar(select(func.count()).where(ledger.c.member_id == member_id)) or 0
    number = nearest(number, total, PER_PAGE)
    rows = db.session.execute(_lines(member_id).limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(_told(rows), number, PER_PAGE, total)


def ledger_after(member_id: int, cursor: str | None, limit: int) -> tuple[list[LedgerLine], str | None]:
    """Lines of a member's ledger after `cursor`, newest deed first, and the cursor of the next."""
    query = _lines(member_id)
    if cursor:
        when, number = _read_cursor(cursor)
        query = query.where(
            or_(ledger.c.arose_at < when, (ledger.c.arose_at == when) & (ledger.c.id < number))
        )
    lines = _told(db.session.execute(query.limit(limit + 1)).all())
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
    if when is None or type(number) is not int or not 0 <= number <= LARGEST_ID:
        raise Invalid(N_("This cursor is not one of ours; start from the first page."), field="cursor")
    return when, number


@dataclass(frozen=True, slots=True)
class Growth:
    """A member's total at `POINTS_SHOWN` moments, until today, or the last deed if that is long ago."""

    since: date
    until: date
    totals: Sequence[int]


def growth(member_id: int) -> Asking[Growth | None]:
    """How a member's total grew since the first deed; None without any."""
    query = (
        select(ledger.c.day, func.sum(ledger.c.points))
        .where(ledger.c.member_id == member_id)
        .group_by(ledger.c.day)
        .order_by(ledger.c.day)
    )
    (rows,) = yield [query]
    days = [(row[0], int(row[1])) for row in rows]
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
    return Growth(first, last, list(accumulate(totals)))


def by_kind(member_id: int) -> Asking[list[tuple[Kind, int]]]:
    """What a member's points came from, the most first; what the daily limit took off is a kind of its own."""
    query = (
        select(ledger.c.kind, func.sum(ledger.c.points))
        .where(ledger.c.member_id == member_id)
        .group_by(ledger.c.kind)
    )
    (rows,) = yield [query]
    found = [(Kind(row[0]), int(row[1])) for row in rows if row[1]]
    return sorted(found, key=lambda each: -each[1])


def kept_back(member_id: int) -> Asking[tuple[int, int]]:
    """How many causes of a member are held, and with how many others nothing counts now."""
    held = select(func.count(LedgerRuling.cause.distinct())).where(
        LedgerRuling.member_id == member_id,
        LedgerRuling.kind == RulingKind.HELD,
        LedgerRuling.lifted_at.is_(None),
    )
    between = select(func.count()).where(
        queries.apart(), or_(queries.mutual.c.low_id == member_id, queries.mutual.c.high_id == member_id)
    )
    (causes,), (others,) = yield [held, between]
    return causes[0], others[0]
