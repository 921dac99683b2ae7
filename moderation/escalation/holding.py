"""Whose case it is: locking it in order, changing its owner, and telling of what was done."""

from collections.abc import Mapping

from community.accounts.models import Member
from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import services as routing
from moderation.audit import services as audit
from moderation.escalation import promises, queries
from moderation.escalation.models import Case


def locked(case_id: int, *, even_closed: bool = False) -> Case:
    """A case, locked in the order question, need, case. Raises Conflict where it is closed, NotFound."""
    case = queries.case_or_404(case_id)
    db.session.get(Question, case.question_id, with_for_update=ROW_LOCK, populate_existing=True)
    routing.lock(case.question_id)
    case = queries.case_or_404(case_id, for_update=True)
    if not case.is_open and not even_closed:
        raise Conflict(N_("This case is closed already."))
    return case


def mine(case_id: int, by: Actor) -> Case:
    """An open case that this actor may act on: their own, or nobody's, which becomes theirs."""
    ensure(by, Permission.WORK_CASES)
    case = locked(case_id)
    if case.owner_id is None:
        write_down("case-claimed", case, by)
        give(case, by.id, "claimed", by=by)
    elif case.owner_id != by.member_id:
        refuse(case)
    return case


def refuse(case: Case) -> None:
    """Raise the Conflict that says why a case cannot be had."""
    if not case.is_open:
        raise Conflict(N_("This case is closed already."))
    raise Conflict(N_("Already taken by %(name)s."), name=name_of(case.owner_id))


def name_of(member_id: int | None) -> str:
    """Somebody's name as staff read it."""
    member = db.session.get(Member, member_id) if member_id else None
    return member.display_name if member else "?"


def give(
    case: Case,
    owner_id: int | None,
    how: str,
    *,
    by: Actor | None,
    note: str = "",
    why: tuple[tuple[str, str], ...] = (),
) -> None:
    """Let a locked case be somebody's, or nobody's, and tell of it."""
    before_id, case.owner_id = case.owner_id, owner_id
    db.session.flush()
    tell_assigned(case, before_id, how, by=by, note=note, why=why)


def tell_assigned(
    case: Case,
    before_id: int | None,
    how: str,
    *,
    by: Actor | None,
    note: str = "",
    why: tuple[tuple[str, str], ...] = (),
) -> None:
    """Tell that a case has the owner that it has now."""
    tell(
        events.CaseAssigned(
            case_id=case.id,
            question_id=case.question_id,
            owner_id=case.owner_id,
            before_id=before_id,
            how=how,
            by_id=by.member_id if by else None,
            note=note,
            why=why,
        )
    )


def to_team(case: Case, team: str) -> None:
    """Let a locked case be a team's; what is promised for its cases counts from now on."""
    if case.team != team:
        case.team = team
        promises.consider(case)


def write_down(act: str, case: Case, by: Actor | None, data: Mapping[str, object] | None = None) -> None:
    """Write an act on a case into the log, and tell that somebody works on it."""
    asker = db.session.get_one(Question, case.question_id).author_id
    audit.record(act, f"case:{case.id}", by=by, member_id=asker, data=data)
    tell(events.CaseWorked(case_id=case.id, act=act, by_id=by.member_id if by else None))
