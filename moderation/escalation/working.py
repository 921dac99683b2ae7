"""What staff do with a case: claim, wait, pass on, return, resolve, reopen."""

from dataclasses import dataclass

from sqlalchemy import update

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import STAFF, Actor, Permission, Role, ensure
from community.kernel.upsert import changed_rows
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import services as routing
from community.routing.models import MoveReason, Stage
from moderation.escalation import holding, noting, promises, queries
from moderation.escalation.models import Case
from moderation.escalation.rules import TIER_2, CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What tier 2 needs to know; every part is asked for."""

    happens: str
    tried: str
    needed: str

    @property
    def text(self) -> str:
        """The parts as one note."""
        return f"{self.happens.strip()}\n\n{self.tried.strip()}\n\n{self.needed.strip()}"


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
    elif case.owner_id != by.member_id or not case.is_open:
        holding.refuse(case)
    return case


def assign(case_id: int, member_id: int | None, *, by: Actor) -> Case:
    """Give a case to a member of staff, or to nobody."""
    ensure(by, Permission.WORK_CASES)
    case = holding.locked(case_id)
    if member_id is not None:
        member = db.session.get(Member, member_id)
        if member is None or Role(member.role) not in STAFF or not member.is_open:
            raise Invalid(N_("Only staff can own a case."), field="member")
    case.owner_id = member_id
    db.session.flush()
    holding.write_down("case-assigned", case, by, {"to": member_id})
    return case


def wait(case_id: int, *, by: Actor, on_hold: bool = False) -> Case:
    """Wait for the customer, or for something else; no clock runs meanwhile."""
    case = holding.mine(case_id, by)
    promises.pause(case, CaseState.ON_HOLD if on_hold else CaseState.WAITING)
    holding.write_down("case-paused", case, by, {"state": case.state})
    return case


def resume(case_id: int, *, by: Actor) -> Case:
    """Go on with a case that waited."""
    case = holding.mine(case_id, by)
    promises.go_on(case)
    holding.write_down("case-resumed", case, by)
    return case


def return_to_crowd(case_id: int, words: str, *, by: Actor) -> None:
    """Give the need back to the community, with a note that the thread shows."""
    words = " ".join(words.split())
    if not words:
        raise Invalid(N_("Say in a sentence why the community can help best."), field="note")
    case = holding.mine(case_id, by)
    question = db.session.get_one(Question, case.question_id)
    if not question.is_visible or question.closed_at is not None:
        raise Conflict(N_("The community cannot answer this question now, so it cannot be returned."))
    routing.move(case.question_id, MoveReason.RETURNED, rule="staff", by=by, note=words[:1000])


def pass_on(case_id: int, told: HandOver, *, by: Actor) -> Case:
    """Pass a case on to tier 2, with what specialists need to know."""
    for name in ("happens", "tried", "needed"):
        if not getattr(told, name).strip():
            raise Invalid(
                N_("Specialists need all three: what happens, what was tried, what is needed."), field=name
            )
    case = holding.mine(case_id, by)
    if case.tier >= TIER_2:
        raise Conflict(N_("This case is with the specialists already."))
    noting.note(case_id, told.text, by=by)
    routing.move(case.question_id, MoveReason.PASSED_ON, rule="staff", by=by, note=told.needed.strip()[:1000])
    holding.write_down("case-passed", case, by)
    return case


def resolve(case_id: int, words: str = "", *, by: Actor) -> None:
    """The matter is settled. Credited to the tier that answered, or to the community if only it did."""
    case = holding.mine(case_id, by)
    if words.strip():
        noting.note(case_id, words, by=by)
    question = db.session.get_one(Question, case.question_id)
    by_staff = case.first_replied_at is not None or not question.answer_count
    routing.move(
        case.question_id,
        MoveReason.STAFF_SOLVED,
        rule="staff",
        by=by,
        note=words.strip()[:1000],
        credit=(Stage.TIER_2 if case.tier == TIER_2 else Stage.TIER_1) if by_staff else Stage.CROWD,
    )


def reopen(case_id: int, *, by: Actor) -> Case:
    """Take up a closed case again."""
    ensure(by, Permission.WORK_CASES)
    case = queries.case_or_404(case_id)
    routing.lock(case.question_id)
    case = queries.case_or_404(case_id, for_update=True)
    if case.is_open or queries.open_case_of(case.need_id) is not None:
        raise Conflict(N_("This matter is open already."))
    case.state, case.owner_id, case.outcome = CaseState.OPEN, by.member_id, None
    case.closed_at = case.closed_by_id = None
    case.waiting_since = clock.now()
    db.session.flush()
    reason = MoveReason.PASSED_ON if case.tier == TIER_2 else MoveReason.TAKEN_BACK
    routing.move(case.question_id, reason, rule="staff", by=by)
    promises.begin(case)
    holding.write_down("case-reopened", case, by)
    return case
