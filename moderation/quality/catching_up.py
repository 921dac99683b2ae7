"""Questions that came without passing the gate (imports, older versions) are remembered by a job, in portions."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import exists, select

from community.kernel import jobs
from community.kernel.db import db
from community.questions.models import Question
from moderation.quality import rewording
from moderation.quality.models import QuestionTerm

JOB: Final = "gate.catch-up"
PORTION: Final = 200


def begin() -> None:
    """Ask for it; it goes on by itself until the oldest question."""
    jobs.enqueue(JOB, {"below": None}, key=JOB)


def is_needed() -> bool:
    """Whether the newest question, or the oldest one, is not remembered."""
    for order in (Question.id.desc(), Question.id.asc()):
        question_id = db.session.scalar(select(Question.id).where(Question.listed).order_by(order).limit(1))
        if question_id is not None and not _known(question_id):
            return True
    return False


def go_on(payload: Mapping[str, Any]) -> None:
    """Remember one portion, from the newest on, and ask for the next."""
    query = select(Question).where(Question.listed, ~exists().where(QuestionTerm.question_id == Question.id))
    if payload["below"] is not None:
        query = query.where(Question.id < payload["below"])
    found = db.session.scalars(query.order_by(Question.id.desc()).limit(PORTION)).all()
    for question in found:
        rewording.remember(question)
    if len(found) == PORTION:
        jobs.enqueue(JOB, {"below": found[-1].id}, key=f"{JOB}:{found[-1].id}")


def _known(question_id: int) -> bool:
    return (
        db.session.scalar(select(QuestionTerm.term).filter_by(question_id=question_id).limit(1)) is not None
    )
