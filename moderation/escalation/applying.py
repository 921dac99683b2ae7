"""Holding open cases to the policies that are in force, a portion at a time."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from community.kernel import jobs
from community.kernel.db import db
from moderation.escalation import promises, queries
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.sla.setting import APPLY

PORTION: Final = 50  # cases that are locked at once


def go_on(payload: Mapping[str, Any]) -> None:
    """Apply to one portion, and ask for the next."""
    found = db.session.scalars(
        select(Case.id)
        .where(Case.state != CaseState.RESOLVED, Case.id > payload["after"])
        .order_by(Case.id)
        .limit(PORTION)
    ).all()
    for case_id in found:
        case = queries.case_or_404(case_id, for_update=True)
        if case.is_open:
            promises.apply(case)
    if len(found) == PORTION:
        jobs.enqueue(APPLY, {"after": found[-1]}, key=f"{APPLY}:after:{found[-1]}")
