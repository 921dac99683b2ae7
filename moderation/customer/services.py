"""What a customer says about a case of their own: it is solved."""

from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import services as routing
from community.routing.letters import is_asker
from community.routing.models import MoveReason, Stage
from moderation.escalation import holding, queries
from moderation.escalation.rules import TIER_2


def say_solved(question: Question, *, by: Actor) -> None:
    """The asker says that it is solved while staff have it; credited to whoever answered.

    Raises NotAllowed, Conflict.
    """
    ensure(by, Permission.ASK)
    if not is_asker(question, by):
        raise NotAllowed(N_("Only the one who asked can say this."))
    routing.open_need(question.id)
    routing.lock(question.id)
    case = queries.open_case_of_question(question.id)
    if case is None:
        raise Conflict(N_("Our team has settled this already."))
    by_staff = case.first_replied_at is not None or not question.answer_count
    credit = (Stage.TIER_2 if case.tier == TIER_2 else Stage.TIER_1) if by_staff else Stage.CROWD
    reason = MoveReason.STAFF_SOLVED if by_staff else MoveReason.SOLVED
    holding.write_down("case-solved-by-asker", case, by)
    routing.move(question.id, reason, rule="asker", by=by, credit=credit)
