"""What staff do with a case, each deed in a file of its own; here: answering the customer."""

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.upsert import insert_once
from community.posts.rules import checked_body
from community.questions.models import Question
from community.routing import asking
from community.routing.models import Letter
from moderation.escalation import holding, promises
from moderation.escalation.claiming import assign, claim
from moderation.escalation.closing import reopen, resolve, return_to_crowd
from moderation.escalation.models import Case, CaseReply
from moderation.escalation.noting import note
from moderation.escalation.waiting import resume, wait

__all__ = [
    "answered",
    "assign",
    "claim",
    "note",
    "reopen",
    "reply",
    "resolve",
    "resume",
    "return_to_crowd",
    "wait",
    "write_privately",
]
LONGEST_LETTER = 30_000


def reply(case_id: int, body: str, *, by: Actor) -> Answer | Letter:
    """Answer in the public thread; where the question is not public, write to the asker alone.

    Nobody else may own the case; an unowned one becomes one's own. Raises Conflict, Invalid, Refused.
    """
    case = holding.mine(case_id, by)
    question = db.session.get_one(Question, case.question_id)
    if not question.is_visible:
        return write_privately(case_id, body, by=by)
    given = answers.answer(question, body, by=by)
    answered(case, given, by=by)
    return given


def answered(case: Case, given: Answer, *, by: Actor) -> None:
    """Staff answered in public, from the desk or from the thread itself: the case knows, once."""
    if not insert_once(
        CaseReply, answer_id=given.id, case_id=case.id, by_id=by.member_id, created_at=clock.now()
    ):
        return
    promises.replied(case)
    holding.tell_log("case-replied", case, by, {"answer": given.id})
    tell(
        events.CaseReplied(
            case_id=case.id, question_id=case.question_id, answer_id=given.id, letter_id=None, by_id=by.id
        )
    )


def write_privately(case_id: int, body: str, *, by: Actor) -> Letter:
    """Write to the asker alone; it stands on the page of the question for nobody else."""
    case = holding.mine(case_id, by)
    letter = asking.write_letter(case.question_id, checked_body(body, longest=LONGEST_LETTER), by=by)
    promises.replied(case)
    holding.tell_log("case-replied", case, by, {"letter": letter.id})
    tell(
        events.CaseReplied(
            case_id=case.id, question_id=case.question_id, answer_id=None, letter_id=letter.id, by_id=by.id
        )
    )
    return letter
