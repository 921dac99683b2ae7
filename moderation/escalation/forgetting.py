"""What goes with an asker who has left: the private words for which their matters came to staff."""

from sqlalchemy import select, update

from community.kernel.db import db
from community.kernel.upsert import changed_rows
from community.questions.models import Question
from community.routing.models import Move, Need
from moderation.escalation.models import Escalation


def forget(member_id: int) -> None:
    """Remove what they wrote to staff, and what rules quoted of their letters; what stands in public stays."""
    theirs = (
        select(Need.id).join(Question, Question.id == Need.question_id).where(Question.author_id == member_id)
    )
    of_theirs = Escalation.need_id.in_(theirs)
    changed_rows(update(Escalation).where(of_theirs, Escalation.by_id == member_id).values(note=""))
    # A rule that spoke up about no post heard it in a letter, or needed no words.
    changed_rows(update(Escalation).where(of_theirs, Escalation.post_id.is_(None)).values(evidence=[]))
    for move in db.session.scalars(select(Move).where(Move.need_id.in_(theirs))):
        if move.inputs.get("evidence") and move.inputs.get("post") is None:
            move.inputs = {**move.inputs, "evidence": []}
