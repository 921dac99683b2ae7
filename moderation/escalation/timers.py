"""What staff's clocks do by themselves: weigh anew, note broken promises."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation import queries, services
from moderation.escalation.models import Case, SlaBreach
from moderation.escalation.rules import CaseState

NOTICEABLE: Final = 1.0  # points by which a priority must have changed to be written down


def keep_time(now: datetime) -> None:
    """Note each broken promise once, and let waiting raise priorities."""
    late = db.session.scalars(
        select(Case.id)
        .outerjoin(SlaBreach, (SlaBreach.case_id == Case.id) & (SlaBreach.clock == Case.clock))
        .where(Case.state == CaseState.OPEN, Case.due_at < now, SlaBreach.case_id.is_(None))
        .order_by(Case.due_at)
    ).all()
    for case_id in late:
        with unit_of_work():
            services.note_breach(case_id, now)
    stale = db.session.scalars(select(Case).where(Case.state != CaseState.RESOLVED)).all()
    changed = [case.id for case in stale if _has_changed(case, now)]
    for case_id in changed:
        with unit_of_work():
            case = queries.case_or_404(case_id, for_update=True)
            if case.is_open:
                services.weigh(case, now)


def _has_changed(case: Case, now: datetime) -> bool:
    weight = case.weight_at(now)
    return weight.band != case.priority or abs(weight.points - case.points) >= NOTICEABLE
