"""Taking up a closed case again, with the one who had it where they are there."""

from datetime import timedelta

from sqlalchemy import select

from community.kernel import clock
from community.kernel.db import db, lock_row
from community.kernel.thresholds import threshold
from moderation.escalation import queries
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState, Outcome
from moderation.staff import queries as staff


def last_closed(need_id: int) -> Case | None:
    """The case of a need that was closed last, however it ended."""
    return db.session.scalars(
        select(Case)
        .where(Case.need_id == need_id, Case.state == CaseState.RESOLVED)
        .order_by(Case.closed_at.desc(), Case.id.desc())
        .limit(1)
    ).first()


def is_recent(case: Case) -> bool:
    """Whether a settled case is young enough to be the same matter still."""
    days = timedelta(days=threshold("case_reopen_days"))
    return (
        case.outcome == Outcome.RESOLVED
        and case.closed_at is not None
        and case.closed_at > clock.now() - days
    )


def take_up(need_id: int) -> Case | None:
    """Open the case again that was settled lately, for whoever had it if they are there; None without one.

    None as well where a case is open: somebody of the staff chose an earlier one, and a need has one at a time.
    """
    if queries.open_case_of(need_id) is not None:
        return None
    case = last_closed(need_id)
    if case is None or not is_recent(case):
        return None
    lock_row(case)
    if case.is_open:
        return None
    had = staff.colleague(case.owner_id) if case.owner_id else None
    revive(case, had.id if had and had.is_there else None)
    return case


def revive(case: Case, owner_id: int | None) -> None:
    """Make a locked case what a new one is: open and waiting from now on; its promises are begun by whoever asks."""
    case.state, case.owner_id, case.outcome = CaseState.OPEN, owner_id, None
    case.closed_at = case.closed_by_id = None
    case.waiting_since = clock.now()
    db.session.flush()
