"""Whether cases and the clocks beside them say the same, for `huzhu check`."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.sla.models import CaseClock, CasePromise
from moderation.sla.rules import ClockState


def breaches(session: Session) -> list[str]:
    """A line for each case that is closed, stands still or is due otherwise than its clocks say."""
    first = (
        select(CaseClock.case_id, func.min(CaseClock.due_at).label("due_at"))
        .where(CaseClock.state == ClockState.RUNNING)
        .group_by(CaseClock.case_id)
        .subquery()
    )
    rows = session.execute(
        select(Case.id, Case.state, Case.due_at, first.c.due_at, CasePromise.closed_at, CasePromise.stands)
        .join(CasePromise, CasePromise.case_id == Case.id)
        .outerjoin(first, first.c.case_id == Case.id)
        .order_by(Case.id)
    )
    lines: list[str] = []
    for case_id, state, due_at, first_due, closed_at, stands in rows:
        lines += _case(case_id, state, (due_at, first_due), closed=closed_at is not None, stands=stands)
    return lines


def _case(
    case_id: int, state: str, due: tuple[datetime | None, datetime | None], *, closed: bool, stands: bool
) -> list[str]:
    lines = []
    if closed != (state == CaseState.RESOLVED):
        lines.append(f"case {case_id} is {state}, and its promises are {'closed' if closed else 'open'}")
    if not closed and stands != (state != CaseState.OPEN):
        lines.append(f"case {case_id} is {state}, and its clocks {'stand' if stands else 'run'}")
    if due[0] != due[1]:
        lines.append(f"case {case_id} is due at {due[0]}, and its first clock at {due[1]}")
    return lines
