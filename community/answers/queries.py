"""Finding answers, and adding up a thread."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.posts.models import PostStatus


def answer_or_404(answer_id: int) -> Answer:
    """The answer, whatever its status; raises NotFound."""
    answer = db.session.get(Answer, answer_id)
    if answer is None:
        raise NotFound
    return answer


def best_first(answers: Select[Any]) -> Select[Any]:
    """The published ones among them: accepted first, then by score, then the older one."""
    return answers.where(Answer.status == PostStatus.PUBLISHED).order_by(
        Answer.accepted_at.is_(None), Answer.score.desc(), Answer.created_at, Answer.id
    )


def visible_answers(question_id: int, most: int) -> Sequence[Answer]:
    """The best published answers, best first."""
    of_question = select(Answer).where(Answer.question_id == question_id)
    return db.session.scalars(best_first(of_question).limit(most)).all()


def accepted_ids(question_id: int) -> Sequence[int]:
    """The published answers that were accepted, the first of them first."""
    return db.session.scalars(
        select(Answer.id)
        .where(
            Answer.question_id == question_id,
            Answer.status == PostStatus.PUBLISHED,
            Answer.accepted_at.is_not(None),
        )
        .order_by(Answer.accepted_at, Answer.id)
    ).all()
