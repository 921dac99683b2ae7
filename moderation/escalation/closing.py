"""How a case ends: settled, or given back to the community; and how it is taken up again."""

from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.lengths import fitting, one_line
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import services as routing
from community.routing.models import MoveReason, Stage
from moderation.escalation import holding, noting, promises, queries, reopening
from moderation.escalation.models import Case
from moderation.escalation.rules import TIER_2, Outcome

LONGEST_REASON = 1_000


def return_to_crowd(case_id: int, words: str, *, by: Actor) -> None:
    """Give the need back to the community, with a note that the thread shows."""
    words = one_line(words, LONGEST_REASON, "why")
    if not words:
        raise Invalid(N_("Say in a sentence why the community can help best."), field="why")
    case = holding.mine(case_id, by)
    question = db.session.get_one(Question, case.question_id)
    if not question.is_visible or question.closed_at is not None:
        raise Conflict(N_("The community cannot answer this question now, so it cannot be returned."))
    routing.move(case.question_id, MoveReason.RETURNED, rule="staff", by=by, note=words)


def resolve(case_id: int, words: str = "", *, by: Actor) -> None:
    """The matter is settled. Credited to the tier that answered, or to the community if only it did."""
    words = fitting(words, LONGEST_REASON, "words")
    case = holding.mine(case_id, by)
    if words:
        noting.note(case_id, words, by=by)
    question = db.session.get_one(Question, case.question_id)
    by_staff = case.first_replied_at is not None or not question.answer_count
    routing.move(
        case.question_id,
        MoveReason.STAFF_SOLVED,
        rule="staff",
        by=by,
        note=words,
        credit=(Stage.TIER_2 if case.tier == TIER_2 else Stage.TIER_1) if by_staff else Stage.CROWD,
    )


def reopen(case_id: int, *, by: Actor) -> Case:
    """Take up a closed case again: it is one's own then."""
    ensure(by, Permission.WORK_CASES)
    case = holding.locked(case_id, even_closed=True)
    if case.is_open or queries.open_case_of(case.need_id) is not None:
        raise Conflict(N_("This matter is open already."))
    if case.outcome == Outcome.MERGED:
        raise Conflict(N_("This case goes on in another one; take that up again."))
    if db.session.get_one(Question, case.question_id).merged_into_id is not None:  # after the case had ended
        raise Conflict(N_("This question was merged already."))
    reopening.revive(case, by.member_id)
    reason = MoveReason.PASSED_ON if case.tier == TIER_2 else MoveReason.TAKEN_BACK
    routing.move(case.question_id, reason, rule="staff", by=by)
    promises.begin(case)
    holding.write_down("case-reopened", case, by)
    holding.tell_assigned(case, None, "reopened", by=by)
    return case
