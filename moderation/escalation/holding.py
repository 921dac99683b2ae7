"""Whose case it is while somebody acts on it: locked, one's own or nobody's, and written down."""

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import services as routing
from moderation.audit import services as audit
from moderation.escalation import queries
from moderation.escalation.models import Case


def locked(case_id: int) -> Case:
    """An open case, locked in the order question, need, case."""
    case = queries.case_or_404(case_id)
    db.session.get(Question, case.question_id, with_for_update=True, populate_existing=True)
    routing.lock(case.question_id)
    case = queries.case_or_404(case_id, for_update=True)
    if not case.is_open:
        raise Conflict(N_("This case is closed already."))
    return case


def mine(case_id: int, by: Actor) -> Case:
    """An open case that this actor may act on: their own, or nobody's, which becomes theirs."""
    ensure(by, Permission.WORK_CASES)
    case = locked(case_id)
    if case.owner_id is None:
        case.owner_id = by.id
        db.session.flush()
        write_down("case-claimed", case, by)
    elif case.owner_id != by.member_id:
        refuse(case)
    return case


def refuse(case: Case) -> None:
    """Say why this case cannot be worked on: closed, or whose it is. Raises Conflict."""
    if not case.is_open:
        raise Conflict(N_("This case is closed already."))
    holder = db.session.get(Member, case.owner_id) if case.owner_id else None
    raise Conflict(N_("Already taken by %(name)s."), name=holder.display_name if holder else "?")


def write_down(act: str, case: Case, by: Actor, data: dict[str, object] | None = None) -> None:
    """Keep in the log what somebody did to a case."""
    asker = db.session.get_one(Question, case.question_id).author_id
    audit.record(act, f"case:{case.id}", by=by, member_id=asker, data=data)
