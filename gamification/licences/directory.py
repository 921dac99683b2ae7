"""Tells the packages below who holds a licence as a customer rep."""

from sqlalchemy import select

from community.kernel.db import db
from community.tags.models import QuestionTag
from gamification.licences.models import RepLicence
from gamification.licences.rules import State

AT_WORK = (State.PROBATION, State.LICENSED, State.SENIOR)


class Reps:
    """Fills the port `reps`."""

    def is_rep(self, member_id: int, question_id: int, lang: str) -> bool:
        """Whether a member holds a licence for one of the topics of this question in this language."""
        held = (
            select(RepLicence.id)
            .join(QuestionTag, QuestionTag.tag_id == RepLicence.tag_id)
            .where(
                RepLicence.member_id == member_id,
                RepLicence.lang == lang,
                RepLicence.state.in_(AT_WORK),
                QuestionTag.question_id == question_id,
            )
        )
        return db.session.scalar(held.limit(1)) is not None
