"""Who is told of what staff do with cases."""

from community.kernel import events
from community.kernel.db import db
from community.notifications.handlers import about
from community.notifications.services import notify
from community.questions.models import Question


def replied(event: events.CaseReplied) -> None:
    """The asker hears of a letter; of a public answer they hear as of any other."""
    if event.letter_id is not None:
        _tell(
            _asker(event.question_id), "letter", f"letter:{event.letter_id}", event.question_id, event.by_id
        )


def closed(event: events.CaseClosed) -> None:
    """The asker hears that staff have settled it; what returns to the community is told as such."""
    if event.outcome == "resolved":
        _tell(
            _asker(event.question_id), "settled", f"settled:{event.case_id}", event.question_id, event.by_id
        )


def _asker(question_id: int) -> list[int]:
    asker = db.session.get_one(Question, question_id).author_id
    return [] if asker is None else [asker]


def _tell(member_ids: list[int], kind: str, cause: str, question_id: int, actor_id: int | None) -> None:
    notify(
        member_ids,
        kind,
        cause,
        data=about(question_id, actor_id),
        question_id=question_id,
        post_id=question_id,
        actor_id=actor_id,
    )
