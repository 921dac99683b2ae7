"""Taking over what somebody else has: with a reason, and only where that is called for."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.lengths import one_line
from community.kernel.policy import Actor, Permission, Role, ensure
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from moderation.casework.clock import service_minutes
from moderation.casework.models import CasePresence
from moderation.escalation import holding
from moderation.escalation.models import Case, CaseAssignment, CaseNote, CaseReply
from moderation.escalation.rules import CaseState
from moderation.staff import queries as staff
from moderation.staff.queries import Colleague

LONGEST_REASON = 500


class Ground(StrEnum):
    """What lets somebody take over a case."""

    LEAD = "lead"
    OWNER_AWAY = "owner-away"
    UNRESPONSIVE = "unresponsive"


def take_over(case_id: int, reason: str, *, by: Actor) -> Case:
    """Make somebody's case one's own; they are told why. Raises Conflict, Invalid, NotAllowed."""
    ensure(by, Permission.WORK_CASES)
    reason = one_line(reason, LONGEST_REASON, "takeover_reason")
    if not reason:
        raise Invalid(N_("Say in a sentence why you take it over."), field="takeover_reason")
    case = holding.locked(case_id)
    if case.owner_id in {None, by.member_id}:
        raise Conflict(N_("Nobody else has this case; just take it."))
    ground = ground_for(case, by)
    if ground is None:
        raise NotAllowed(
            N_(
                "%(name)s has this case and is at work. Ask them to hand it over, or a team lead to give it to you."
            ),
            name=holding.name_of(case.owner_id),
        )
    holding.write_down("case-taken-over", case, by, {"from": case.owner_id, "why": reason, "ground": ground})
    holding.give(case, by.id, "taken-over", by=by, note=reason)
    return case


def ground_for(case: Case, by: Actor, among: Sequence[Colleague] | None = None) -> Ground | None:
    """What lets `by` take over this case from its owner; None: nothing does. `among` are the staff, where known."""
    if among is None:
        among = staff.colleagues([each for each in (case.owner_id, by.member_id) if each is not None])
    known = {each.id: each for each in among}
    me = known.get(by.member_id or 0)
    if by.role is Role.ADMIN or (by.is_staff and me is not None and me.is_lead):
        return Ground.LEAD
    owner = known.get(case.owner_id or 0)
    if owner is None or owner.absence in {"away", "suspended"}:
        return Ground.OWNER_AWAY
    if case.state == CaseState.OPEN and _silent_minutes(case) >= threshold("case_unresponsive_minutes"):
        return Ground.UNRESPONSIVE
    return None


def _silent_minutes(case: Case) -> float:
    """For how many minutes of service time the owner has done nothing with the case."""
    whose, of = case.owner_id, case.id
    seen = select(CasePresence.seen_at).where(CasePresence.case_id == of, CasePresence.member_id == whose)
    signs = (
        _last(CaseAssignment.created_at, CaseAssignment.case_id == of, CaseAssignment.owner_id == whose),
        seen,
        _last(CaseReply.created_at, CaseReply.case_id == of, CaseReply.by_id == whose),
        _last(CaseNote.created_at, CaseNote.case_id == of, CaseNote.author_id == whose),
    )
    found = db.session.execute(select(*(each.scalar_subquery() for each in signs))).one()
    return service_minutes(max([case.opened_at, *(each for each in found if each)]), clock.now())


def _last(moment: InstrumentedAttribute[datetime], *where: ColumnElement[bool]) -> Select[datetime]:
    return select(func.max(moment)).where(*where)
