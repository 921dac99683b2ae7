"""A licensed customer rep takes a question on, and has it for a while before others are called again."""

from datetime import datetime, timedelta

from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.ports import ports
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import alone, unit_of_work
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import queries, services
from community.routing.models import Move, MoveReason, Stage


def is_rep(question: Question, member_id: int | None) -> bool:
    """Whether a member holds a licence for a topic of this question in its language, and did not ask it."""
    if member_id is None or member_id == question.author_id:
        return False
    return ports().reps.is_rep(member_id, question.id, question.lang)


def take(question: Question, *, by: Actor) -> Move:
    """Take a question on as a customer rep. Raises NotAllowed, Conflict."""
    ensure(by, Permission.ANSWER)
    if not is_rep(question, by.member_id):
        raise NotAllowed(N_("Only customer reps for this topic and language can take it on."))
    if not question.is_visible or question.closed_at is not None:
        raise Conflict(N_("This question cannot be answered now."))
    moved = services.move(question.id, MoveReason.REP_TOOK, rule="rep", by=by)
    if moved is None:
        raise Conflict(N_("Somebody has this question already."))
    return moved


def leave(question: Question, *, by: Actor) -> Move | None:
    """Give it back to the community; only who took it may. None where nobody has it."""
    services.open_need(question.id)
    need = services.lock(question.id)
    if need.stage == Stage.REP and queries.rep_of(need.id) != by.member_id:
        raise NotAllowed(N_("Another customer rep has this question."))
    return services.move(question.id, MoveReason.REP_LEFT, rule="rep", by=by)


def end_leases(now: datetime) -> None:
    """Give back what reps took on and left lying; each in its own transaction, a repeated run changes nothing."""
    cutoff = now - timedelta(minutes=threshold("rep_lease_minutes"))
    for question_id in queries.with_reps_since(cutoff):
        with alone("rep_lease_failed", question=question_id), unit_of_work():
            db.session.get(Question, question_id, with_for_update=ROW_LOCK)
            services.lock(question_id)
            if queries.with_reps_since(cutoff, only=question_id):
                services.move(question_id, MoveReason.REP_LEFT, rule="timer")
