"""Finding answers, and adding up a thread."""

from collections.abc import Sequence

from sqlalchemy import select

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


def visible_answers(question_id: int, most: int | None = None) -> Sequence[Answer]:
    """Published answers, best first: accepted, then by score, then the older one; `most` of them, or all."""
    return db.session.scalars(
        select(Answer)
        .where(Answer.question_id == question_id, Answer.status == PostStatus.PUBLISHED)
        .order_by(Answer.accepted_at.is_(None), Answer.score.desc(), Answer.created_at, Answer.id)
        .limit(most)
    ).all()
