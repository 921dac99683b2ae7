"""What must be true of hand-overs and merges; a sentence for each breach."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.questions.models import Question
from moderation.casework.models import CaseMerge, HandOver
from moderation.casework.rules import HandOverState
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState, Outcome


def breaches(session: Session) -> list[str]:
    """Nothing waits for a closed case or for the wrong owner, and a merged case leads to another one."""
    lines: list[str] = []
    waiting = session.execute(
        select(HandOver.id, HandOver.is_offer, HandOver.receiver_id, Case.id, Case.state, Case.owner_id)
        .join(Case, Case.id == HandOver.case_id)
        .where(HandOver.state == HandOverState.PENDING)
        .order_by(HandOver.id)
    ).all()
    for hand_over_id, is_offer, receiver_id, case_id, state, owner_id in waiting:
        if state == CaseState.RESOLVED:
            lines.append(f"hand-over {hand_over_id} waits, but case {case_id} is closed")
        elif owner_id != (None if is_offer else receiver_id):
            lines.append(f"hand-over {hand_over_id} waits, but case {case_id} belongs to somebody else")
    merged = session.execute(
        select(Case.id, CaseMerge.into_id, Question.merged_into_id)
        .outerjoin(CaseMerge, CaseMerge.case_id == Case.id)
        .join(Question, Question.id == Case.question_id)
        .where(Case.outcome == Outcome.MERGED)
        .order_by(Case.id)
    ).all()
    lines += [
        f"case {case_id} was merged, but leads to no other case or question"
        for case_id, into_id, question_into in merged
        if into_id is None or question_into is None
    ]
    return lines
