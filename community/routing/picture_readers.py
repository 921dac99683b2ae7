"""Who sees pictures in letters: staff, and the asker what staff wrote."""

from sqlalchemy import exists, select

from community.kernel.db import db
from community.kernel.picture_readers import abouts
from community.kernel.policy import Actor, Permission, may
from community.questions.models import Question
from community.routing.models import Letter, Need


def in_letter(key: str, actor: Actor) -> bool:
    """Whether the reader may read a letter that shows the picture; an asker shows nobody what others sent."""
    if may(actor, Permission.WORK_CASES):
        return True
    if actor.member_id is None:
        return False
    asked = (
        select(Need.id)
        .join(Question, Question.id == Need.question_id)
        .where(Need.id.in_(abouts(key, Letter.__tablename__)), Question.author_id == actor.member_id)
    )
    by_staff = exists().where(
        Letter.need_id.in_(asked), Letter.from_asker.is_(False), Letter.body_markdown.contains(key)
    )
    return bool(db.session.scalar(select(by_staff)))
