"""Taking a case, and giving it to somebody; taking it from somebody needs a reason (casework)."""

from sqlalchemy import select, update

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import STAFF, Actor, Permission, Role, ensure
from community.kernel.upsert import changed_rows
from community.kernel.words import N_
from moderation.escalation import holding, queries
from moderation.escalation.models import Case, CaseAssignment, CaseNote, CaseReply
from moderation.escalation.rules import CaseState
from moderation.staff.queries import leads


def claim(case_id: int, *, by: Actor) -> Case:
    """Take a case; of several at once one wins, the others learn who. Raises Conflict."""
    ensure(by, Permission.WORK_CASES)
    won = changed_rows(
        update(Case)
        .where(Case.id == case_id, Case.state != CaseState.RESOLVED, Case.owner_id.is_(None))
        .values(owner_id=by.id)
    )
    case = queries.case_or_404(case_id)
    db.session.refresh(case)
    if won:
        holding.write_down("case-claimed", case, by)
        holding.tell_assigned(case, None, "claimed", by=by)
    elif case.owner_id != by.member_id or not case.is_open:
        holding.refuse(case)
    return case


def assign(case_id: int, member_id: int | None, *, by: Actor) -> Case:
    """Give a case to a member of staff, or to nobody.

    One's own and nobody's; what one gave to somebody who has done nothing with it yet; leads give anybody's.
    """
    ensure(by, Permission.WORK_CASES)
    case = holding.locked(case_id)
    if not may_give(case, by):
        holding.refuse(case)
    if member_id is not None:
        ensure_can_own(member_id)
    if case.owner_id == member_id:
        return case
    holding.write_down("case-assigned", case, by, {"to": member_id})
    holding.give(case, member_id, "given", by=by)
    return case


def may_give(case: Case, by: Actor) -> bool:
    """Whether somebody may give this case to others."""
    return case.owner_id in {None, by.member_id} or leads(by) or _gave(case, by)


def _gave(case: Case, by: Actor) -> bool:
    """Whether it was this person who gave the case to its owner, who has not begun with it."""
    last = db.session.scalars(
        select(CaseAssignment)
        .where(CaseAssignment.case_id == case.id)
        .order_by(CaseAssignment.id.desc())
        .limit(1)
    ).first()
    if last is None or last.how != "given" or last.by_id != by.member_id:
        return False
    begun = [
        select(CaseReply.case_id).where(CaseReply.case_id == case.id, CaseReply.by_id == case.owner_id),
        select(CaseNote.id).where(CaseNote.case_id == case.id, CaseNote.author_id == case.owner_id),
    ]
    return not any(db.session.scalar(select(each.exists())) for each in begun)


def ensure_can_own(member_id: int) -> Member:
    """Raise Invalid or Conflict unless somebody is staff and may work now."""
    member = db.session.get(Member, member_id)
    if member is None or Role(member.role) not in STAFF or not member.is_open:
        raise Invalid(N_("Only staff can own a case."), field="member")
    if member.is_suspended(clock.now()):
        raise Conflict(N_("%(name)s is suspended and cannot own a case."), name=member.display_name)
    return member
