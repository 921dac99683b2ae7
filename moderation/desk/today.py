"""One person's day: what is due, what they have, what waits, what was given to them, what they settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import and_, or_, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from moderation.desk.days import day_start, service_day
from moderation.desk.listing import with_all
from moderation.escalation.models import Case, CaseAssignment
from moderation.escalation.rules import CaseState
from moderation.sla.queries import default_calendar

MOST: Final = 200
GIVEN_FOR: Final = timedelta(days=1)  # how long a hand-over is news


@dataclass(frozen=True, slots=True)
class Mark:
    """A case on the line of the day; `at` is 0..1 of the day, `lane` keeps neighbours apart."""

    case: Case
    at: float
    lane: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All of it. `now_at` is where the day stands, 0..1, or None outside of it; `first_answer` its median.

    After hours it is the next service day, which `is_today` denies.
    """

    begins: datetime
    ends: datetime
    is_today: bool
    now_at: float | None
    marks: list[Mark]
    later: list[Case]
    mine: list[Case]
    waiting: list[Case]
    given: list[Case]
    settled: list[Case]
    first_answer: timedelta | None
    late: int


def day_of(actor: Actor) -> Day:
    """The day of somebody who works at the desk."""
    now = clock.now()
    calendar = default_calendar()
    since = day_start(calendar, now)
    begins, ends = service_day(calendar, now)
    found = _cases(actor, since)
    live = [each for each in found if each.state == CaseState.OPEN]
    due = sorted((each for each in live if each.due_at is not None), key=lambda each: each.due_at or now)
    settled = [each for each in found if each.state == CaseState.RESOLVED]
    answered = [
        (each.first_replied_at - each.opened_at).total_seconds()
        for each in found
        if each.first_replied_at is not None and each.first_replied_at >= since
    ]
    return Day(
        begins=begins,
        ends=ends,
        is_today=day_start(calendar, begins) <= since,
        now_at=_place(now, begins, ends) if begins <= now <= ends else None,
        marks=_marks([each for each in due if each.due_at and each.due_at <= ends], begins, ends, now),
        later=[each for each in due if each.due_at and each.due_at > ends],
        mine=[*due, *(each for each in live if each.due_at is None)],
        waiting=[each for each in found if each.state in {CaseState.WAITING, CaseState.ON_HOLD}],
        given=_given(actor, [*live], now - GIVEN_FOR),
        settled=settled,
        first_answer=timedelta(seconds=median(answered)) if answered else None,
        late=sum(each.due_at is not None and each.due_at < now for each in live),
    )


def _cases(actor: Actor, since: datetime) -> list[Case]:
    """What somebody owns, and what they closed today."""
    closed = and_(
        Case.state == CaseState.RESOLVED, Case.closed_by_id == actor.member_id, Case.closed_at >= since
    )
    query = (
        select(Case)
        .where(or_(and_(Case.owner_id == actor.member_id, Case.state != CaseState.RESOLVED), closed))
        .order_by(Case.priority, Case.points.desc(), Case.id)
        .limit(MOST)
        .options(*with_all())
    )
    return list(db.session.scalars(query))


def _given(actor: Actor, mine: Sequence[Case], since: datetime) -> list[Case]:
    """Those of one's cases that somebody else, or the site, gave to one lately."""
    if not mine:
        return []
    given = set(
        db.session.scalars(
            select(CaseAssignment.case_id).where(
                CaseAssignment.case_id.in_([each.id for each in mine]),
                CaseAssignment.owner_id == actor.member_id,
                CaseAssignment.by_id.is_distinct_from(actor.member_id),
                CaseAssignment.how != "offered",
                CaseAssignment.created_at >= since,
            )
        )
    )
    return [each for each in mine if each.id in given]


def _place(moment: datetime, begins: datetime, ends: datetime) -> float:
    return max(0.0, min(1.0, (moment - begins) / (ends - begins)))


def _marks(due: Sequence[Case], begins: datetime, ends: datetime, now: datetime) -> list[Mark]:
    """What is due until the end of the day, where it stands on the line; what is late stands at the present."""
    marks: list[Mark] = []
    for each in due:
        if each.due_at is None:
            continue
        is_late = each.due_at < now
        at = _place(now if is_late else each.due_at, begins, ends)
        near = [mark for mark in marks if abs(mark.at - at) < 0.03]  # noqa: PLR2004 - a mark's width
        marks.append(Mark(each, at, len(near) % 5, is_late))
    return marks
