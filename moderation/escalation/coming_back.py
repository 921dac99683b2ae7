"""What a later word of the customer does to their case: it goes on, or it is open again."""

from typing import Final

from sqlalchemy import select

from community.kernel.db import db
from community.questions.models import Question
from community.routing import services as routing
from community.routing.models import MoveReason, Stage
from moderation.escalation import holding, promises, queries, reopening
from moderation.escalation.courtesy import is_only_thanks
from moderation.escalation.models import Case
from moderation.escalation.rules import TIER_2, CaseState, Outcome

UNREACHABLE: Final = "case-unreachable"


def unreachable(question_id: int) -> None:
    """No letter reaches the customer: that is written down in their case, the last one where it is settled."""
    found = select(Case).where(Case.question_id == question_id).order_by(Case.id.desc()).limit(1)
    if db.session.scalars(found).first() is None:
        return
    routing.lock(question_id)
    case = db.session.scalars(
        found.with_for_update(key_share=True), execution_options={"populate_existing": True}
    ).one()
    if case.state == CaseState.WAITING:
        promises.go_on(case)
    holding.write_down(UNREACHABLE, case, None)


def customer_wrote(question_id: int, words: str, *, post_id: int | None = None) -> Case | None:
    """The customer wrote, in the thread or to staff alone; returns the open case that they answered, if there is one.

    A matter that staff settled is theirs again: the same case within some days, later a new one. Nothing
    is owed or opened where the customer only says thank you, or has marked an answer as the solution.
    """
    if db.session.scalar(select(Case.id).where(Case.question_id == question_id).limit(1)) is None:
        return None
    need = routing.lock(question_id)
    case = queries.open_case_of(need.id, for_update=True)
    if case is not None:
        if not is_only_thanks(words):
            promises.customer_wrote(case)
        elif case.state == CaseState.WAITING:  # no answer is owed for that, but nobody need wait any longer
            promises.go_on(case)
        return case
    last = reopening.last_closed(need.id)
    settled = need.stage == Stage.RESOLVED and last is not None and last.outcome == Outcome.RESOLVED
    if last is None or not settled or db.session.get_one(Question, question_id).accepted_count:
        return None
    if not is_only_thanks(words):
        to_tier_2 = last.tier == TIER_2 and reopening.is_recent(last)
        routing.move(
            question_id,
            MoveReason.PASSED_ON if to_tier_2 else MoveReason.STILL_NOT_SOLVED,
            rule="customer-wrote",
            inputs={"post": post_id},
        )
    return None
