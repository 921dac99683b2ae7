"""What staff do with a case: claim, note, reply, wait, pass on, return, resolve, reopen."""

from dataclasses import dataclass

from sqlalchemy import update

from community.accounts.models import Member
from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import STAFF, Actor, Permission, Role, ensure
from community.kernel.upsert import changed_rows, insert_once
from community.kernel.words import N_
from community.posts.rules import checked_body
from community.questions.models import Question
from community.routing import asking
from community.routing import services as routing
from community.routing.models import Letter, MoveReason, Stage
from moderation.audit import services as audit
from moderation.escalation import promises, queries
from moderation.escalation.models import Case, CaseNote, CaseReply
from moderation.escalation.rules import TIER_2, CaseState

LONGEST_NOTE = 10_000
LONGEST_LETTER = 30_000


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
        _tell_log("case-claimed", case, by)
    elif case.owner_id != by.member_id or not case.is_open:
        _refuse(case)
    return case


def _refuse(case: Case) -> None:
    if not case.is_open:
        raise Conflict(N_("This case is closed already."))
    holder = db.session.get(Member, case.owner_id) if case.owner_id else None
    raise Conflict(N_("Already taken by %(name)s."), name=holder.display_name if holder else "?")


def assign(case_id: int, member_id: int | None, *, by: Actor) -> Case:
    """Give a case to a member of staff, or to nobody."""
    ensure(by, Permission.WORK_CASES)
    case = _locked(case_id)
    if member_id is not None:
        member = db.session.get(Member, member_id)
        if member is None or Role(member.role) not in STAFF or not member.is_open:
            raise Invalid(N_("Only staff can own a case."), field="member")
    case.owner_id = member_id
    db.session.flush()
    _tell_log("case-assigned", case, by, {"to": member_id})
    return case


def note(case_id: int, body: str, *, by: Actor) -> CaseNote:
    """Write something that only staff see."""
    ensure(by, Permission.WORK_CASES)
    case = queries.case_or_404(case_id)
    written = CaseNote(
        case_id=case.id,
        author_id=by.member_id,
        body=checked_body(body, longest=LONGEST_NOTE),
        created_at=clock.now(),
    )
    db.session.add(written)
    db.session.flush()
    _tell_log("case-noted", case, by, {"note": written.id})
    return written


def reply(case_id: int, body: str, *, by: Actor) -> Answer | Letter:
    """Answer in the public thread; where the question is not public, write to the asker alone.

    Nobody else may own the case; an unowned one becomes one's own. Raises Conflict, Invalid, Refused.
    """
    case = _mine(case_id, by)
    question = db.session.get_one(Question, case.question_id)
    if not question.is_visible:
        return write_privately(case_id, body, by=by)
    given = answers.answer(question, body, by=by)
    answered(case, given, by=by)
    return given


def answered(case: Case, given: Answer, *, by: Actor) -> None:
    """Staff answered in public, from the desk or from the thread itself: the case knows, once."""
    if not insert_once(
        CaseReply, answer_id=given.id, case_id=case.id, by_id=by.member_id, created_at=clock.now()
    ):
        return
    promises.replied(case)
    _tell_log("case-replied", case, by, {"answer": given.id})
    tell(
        events.CaseReplied(
            case_id=case.id, question_id=case.question_id, answer_id=given.id, letter_id=None, by_id=by.id
        )
    )


def write_privately(case_id: int, body: str, *, by: Actor) -> Letter:
    """Write to the asker alone; it stands on the page of the question for nobody else."""
    case = _mine(case_id, by)
    letter = asking.write_letter(case.question_id, checked_body(body, longest=LONGEST_LETTER), by=by)
    promises.replied(case)
    _tell_log("case-replied", case, by, {"letter": letter.id})
    tell(
        events.CaseReplied(
            case_id=case.id, question_id=case.question_id, answer_id=None, letter_id=letter.id, by_id=by.id
        )
    )
    return letter


def wait(case_id: int, *, by: Actor, on_hold: bool = False) -> Case:
    """Wait for the customer, or for something else; no clock runs meanwhile."""
    case = _mine(case_id, by)
    promises.pause(case, CaseState.ON_HOLD if on_hold else CaseState.WAITING)
    _tell_log("case-paused", case, by, {"state": case.state})
    return case


def resume(case_id: int, *, by: Actor) -> Case:
    """Go on with a case that waited."""
    case = _mine(case_id, by)
    promises.go_on(case)
    _tell_log("case-resumed", case, by)
    return case


def return_to_crowd(case_id: int, words: str, *, by: Actor) -> None:
    """Give the need back to the community, with a note that the thread shows."""
    words = " ".join(words.split())
    if not words:
        raise Invalid(N_("Say in a sentence why the community can help best."), field="note")
    case = _mine(case_id, by)
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
    case = _mine(case_id, by)
    if case.tier >= TIER_2:
        raise Conflict(N_("This case is with the specialists already."))
    note(case_id, told.text, by=by)
    routing.move(case.question_id, MoveReason.PASSED_ON, rule="staff", by=by, note=told.needed.strip()[:1000])
    _tell_log("case-passed", case, by)
    return case


def resolve(case_id: int, words: str = "", *, by: Actor) -> None:
    """The matter is settled. Credited to the tier that answered, or to the community if only it did."""
    case = _mine(case_id, by)
    if words.strip():
        note(case_id, words, by=by)
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
    _tell_log("case-reopened", case, by)
    return case


def _locked(case_id: int) -> Case:
    """An open case, locked in the order question, need, case."""
    case = queries.case_or_404(case_id)
    db.session.get(Question, case.question_id, with_for_update=True, populate_existing=True)
    routing.lock(case.question_id)
    case = queries.case_or_404(case_id, for_update=True)
    if not case.is_open:
        raise Conflict(N_("This case is closed already."))
    return case


def _mine(case_id: int, by: Actor) -> Case:
    """An open case that this actor may act on: their own, or nobody's, which becomes theirs."""
    ensure(by, Permission.WORK_CASES)
    case = _locked(case_id)
    if case.owner_id is None:
        case.owner_id = by.id
        db.session.flush()
        _tell_log("case-claimed", case, by)
    elif case.owner_id != by.member_id:
        _refuse(case)
    return case


def _tell_log(act: str, case: Case, by: Actor, data: dict[str, object] | None = None) -> None:
    asker = db.session.get_one(Question, case.question_id).author_id
    audit.record(act, f"case:{case.id}", by=by, member_id=asker, data=data)
