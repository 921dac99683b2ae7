"""Tells the packages below who holds a licence as a customer rep."""

from collections.abc import Sequence

from sqlalchemy import select

from community.kernel.asking import Asking
from community.kernel.db import db
from community.kernel.ports import Licence
from community.tags.models import QuestionTag
from gamification.licences.models import RepLicence
from gamification.licences.queries import held
from gamification.licences.rules import State

AT_WORK = (State.PROBATION, State.LICENSED, State.SENIOR)


class Reps:
    """Fills the port `reps`."""

    def is_rep(self, member_id: int, question_id: int, lang: str) -> bool:
        """Whether a member holds a licence for one of the topics of this question in this language."""
        theirs = (
            select(RepLicence.id)
            .join(QuestionTag, QuestionTag.tag_id == RepLicence.tag_id)
            .where(
                RepLicence.member_id == member_id,
                RepLicence.lang == lang,
                RepLicence.state.in_(AT_WORK),
                QuestionTag.question_id == question_id,
            )
        )
        return db.session.scalar(theirs.limit(1)) is not None

    def licences_of(self, member_id: int | None) -> Asking[Sequence[Licence]]:
        """What a member holds."""
        if member_id is None:
            return []
        (rows,) = yield [held([member_id])]
        return [Licence(tag, lang, state) for _member_id, tag, lang, state in rows]
