"""What staff's clocks do by themselves: weigh anew, note broken promises."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import alone, unit_of_work
from moderation.escalation import holding, promises, services
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.sla import queries as clocks
from moderation.sla.models import CasePromise

PORTION: Final = 500  # cases that are looked up at once


def keep_time(now: datetime) -> None:
    """Warn of promises that run out and note broken ones, once each; let waiting raise priorities.

    Only what is due is read. Each case has a transaction of its own: one that fails is tried again at the
    next tick and keeps none of the others waiting.
    """
    with clock.at(now):
        _each(_without_promise, promises.consider)
        _each_clock(lambda: clocks.late(now, PORTION), promises.note_late)
        _each_clock(lambda: clocks.soon_due(now, PORTION), promises.warn)
        _each(lambda: _to_be_weighed(now), lambda case: services.weigh(case, now))


def _each_clock(due: Callable[[], list[tuple[int, int]]], deed: Callable[[Case, int], bool]) -> None:
    tried: set[int] = set()
    while fresh := [each for each in due() if each[0] not in tried]:
        for clock_id, case_id in fresh:
            tried.add(clock_id)
            _to(case_id, partial(_with_clock, deed, clock_id))


def _with_clock(deed: Callable[[Case, int], bool], clock_id: int, case: Case) -> None:
    deed(case, clock_id)


def _each(due: Callable[[], Sequence[int]], deed: Callable[[Case], None]) -> None:
    tried: set[int] = set()
    while fresh := [each for each in due() if each not in tried]:
        for case_id in fresh:
            tried.add(case_id)
            _to(case_id, deed)


def _to(case_id: int, deed: Callable[[Case], None]) -> None:
    """Do something to an open case that is locked."""
    with alone("case_timer_failed", case=case_id), unit_of_work():
        # Even a closed one, with its question: whoever is told of it is told with that.
        case = holding.locked(case_id, even_closed=True)
        if case.is_open:
            deed(case)


def _without_promise() -> Sequence[int]:
    """Open cases from before there were promises."""
    return db.session.scalars(
        select(Case.id)
        .outerjoin(CasePromise, CasePromise.case_id == Case.id)
        .where(Case.state != CaseState.RESOLVED, CasePromise.case_id.is_(None))
        .limit(PORTION)
    ).all()


def _to_be_weighed(now: datetime) -> Sequence[int]:
    """Open cases whose priority has changed by waiting."""
    return db.session.scalars(
        select(Case.id)
        .where(Case.state != CaseState.RESOLVED, Case.weigh_at <= now)
        .order_by(Case.weigh_at)
        .limit(PORTION)
    ).all()
