"""What staff say of an escalation: rightly, wrongly; and giving a wrong one back in one go."""

from typing import Final

from sqlalchemy import update

from community.kernel import clock
from community.kernel.db import db, lock_row
from community.kernel.errors import Invalid, NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import changed_rows
from community.kernel.words import N_
from community.questions.models import Question
from moderation.audit import services as audit
from moderation.escalation import queries as cases
from moderation.escalation import working
from moderation.escalation.models import Case, Escalation
from moderation.rulebook.rules import Judged

RETURNED_WORDS: Final = N_(
    "Our team had a look: the community can help best with this one. If it does not, ask our team again."
)


def judge(case_id: int, escalation_id: int, verdict: str, *, by: Actor) -> Escalation:
    """Say whether a rule raised a case rightly; "" takes it back. The newest word counts, also after the case."""
    ensure(by, Permission.WORK_CASES)
    if verdict not in {"", *Judged}:
        raise Invalid(N_("A verdict is right or wrong, or empty to take it back."), field="verdict")
    found = db.session.get(Escalation, escalation_id)
    if found is None or found.case_id != case_id:
        raise NotFound
    lock_row(found)
    if found.verdict != verdict:
        found.verdict = verdict
        found.judged_by_id = by.member_id if verdict else None
        found.judged_at = clock.now() if verdict else None
        db.session.flush()
        _tell_log(found.case_id, found.rule, verdict, by)
    return found


def return_wrong(case_id: int, *, by: Actor) -> None:
    """Give a case back to the community that should not have come to staff; what raised it was wrong.

    What somebody has called right before stays right.
    """
    working.return_to_crowd(case_id, RETURNED_WORDS, by=by)
    raised = [each for each in cases.escalations_of(case_id) if not each.verdict]
    changed_rows(
        update(Escalation)
        .where(Escalation.id.in_([each.id for each in raised]), Escalation.verdict == "")
        .values(verdict=Judged.WRONG, judged_by_id=by.member_id, judged_at=clock.now())
    )
    for each in raised:
        db.session.refresh(each)
        _tell_log(case_id, each.rule, Judged.WRONG, by)


def _tell_log(case_id: int, rule: str, verdict: str, by: Actor) -> None:
    case = db.session.get_one(Case, case_id)
    asker = db.session.get_one(Question, case.question_id).author_id
    audit.record(
        "escalation-judged",
        f"case:{case_id}",
        by=by,
        member_id=asker,
        data={"rule": rule, "verdict": str(verdict)},
    )
