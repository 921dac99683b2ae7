"""Reads a member's ledger for pages and programs: its lines, and how the total grew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import func, or_, select

from community.answers.models import Answer
from community.comments.models import Comment
from community.imports.tables import table_of
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.pagination import Page, decode_cursor, encode_cursor
from community.kernel.words import N_
from community.questions.models import Question
from gamification.reputation.models import ReputationEvent

ledger = table_of(ReputationEvent)
PER_PAGE: Final = 40
POINTS_SHOWN: Final = 60
LONG_AGO: Final = timedelta(days=180)
LARGEST_ID: Final = 2**63


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
