"""What staff say in a case: to the public thread, without private data, or to the asker alone."""

from typing import Final

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import whole
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.posts import vault
from community.posts.rules import checked_body
from community.questions.models import Question
from community.routing import letters
from community.routing.models import Letter
from moderation.audit import services as audit
from moderation.escalation import holding, promises, queries
from moderation.escalation.models import Case, CaseReply
from moderation.escalation.privacy import (
    Choice,
    Privacy,
    PrivateFound,
    checked_reason,
    fingerprint,
    private_in,
    without,
)
from moderation.masking import services as masking

ASK: Final = Privacy()


def reply(
    case_id: int, body: str, *, by: Actor, privacy: Privacy = ASK, alone: bool = False
) -> Answer | Letter:
    """Answer in the public thread; where the question is not public, write to the asker alone.

    Nobody else may own the case; an unowned one becomes one's own. What is private is never sent into the
    thread silently, nor what was written while the question was not public (`alone`). Raises Conflict, Invalid,
    Refused, PrivateFound.
    """
    case = holding.mine(case_id, by)
    question = db.session.get_one(Question, case.question_id)
    if alone and question.is_visible and privacy.choice is not Choice.LETTER:
        raise Conflict(
            N_(
                "The question is public by now, so everybody would read this, and nothing was sent. Your text is "
                "kept: choose once more who is to read it."
            ),
            field="seen",
        )
    if not question.is_visible or privacy.choice is Choice.LETTER:
        return write_privately(case_id, body, by=by)
    given = _in_public(case, question, body, by, privacy)
    answered(case, given, by=by)
    return given


def publish_summary(case_id: int, body: str, *, by: Actor, privacy: Privacy = ASK) -> Answer:
    """Put what was solved in private into the thread, without private data; also once the case is closed.

    Raises Conflict, Invalid, Refused, PrivateFound.
    """
    case = queries.case_or_404(case_id)
    if case.is_open:
        case = holding.mine(case_id, by)
    else:
        ensure(by, Permission.WORK_CASES)
    question = db.session.get_one(Question, case.question_id)
    given = _in_public(case, question, body, by, privacy)
    if case.is_open:
        answered(case, given, by=by)
    holding.write_down("case-summarised", case, by, {"answer": given.id})
    return given


def _in_public(case: Case, question: Question, body: str, by: Actor, privacy: Privacy) -> Answer:
    body = checked_body(body, longest=whole("body_longest"))
    found = private_in(body, case)
    if not found:
        return answers.answer(question, body, by=by)
    unseen = privacy.seen and privacy.seen != fingerprint(body, found)
    if privacy.choice is Choice.MASK:
        return answers.answer(question, without(body, found), by=by)
    if privacy.choice is not Choice.KEEP or unseen:
        raise PrivateFound(body, found)
    reason = checked_reason(privacy.reason)
    given = answers.answer(question, body, by=by)
    quotes = {body[each.start : each.end] for each in found}
    numbers = [each.number for each in vault.hidden_in(given.id) if each.original in quotes]
    if numbers:
        masking.unmask(given, numbers, by=by)
    audit.record(
        "case-private-kept",
        f"case:{case.id}",
        by=by,
        member_id=question.author_id,
        reason=reason,
        data={"answer": given.id, "kinds": sorted({each.kind for each in found})},
    )
    return given


def answered(case: Case, given: Answer, *, by: Actor) -> None:
    """Staff answered in public, from the desk or from the thread itself: the case knows, once."""
    if not insert_once(
        CaseReply, answer_id=given.id, case_id=case.id, by_id=by.member_id, created_at=clock.now()
    ):
        return
    promises.replied(case)
    holding.write_down("case-replied", case, by, {"answer": given.id})
    tell(
        events.CaseReplied(
            case_id=case.id, question_id=case.question_id, answer_id=given.id, letter_id=None, by_id=by.id
        )
    )


def write_privately(case_id: int, body: str, *, by: Actor) -> Letter:
    """Write to the asker alone; it stands on the page of the question for nobody else."""
    case = holding.mine(case_id, by)
    letter = letters.write_letter(case.question_id, body, by=by)
    promises.replied(case)
    holding.write_down("case-replied", case, by, {"letter": letter.id})
    tell(
        events.CaseReplied(
            case_id=case.id, question_id=case.question_id, answer_id=None, letter_id=letter.id, by_id=by.id
        )
    )
    return letter
