"""What an asker may say about where their question stands: not solved yet, or please let staff look."""

from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import services
from community.routing.models import Move, MoveReason, Stage
from community.routing.rules import ENOUGH_TIMES, STAFF_STAGES

LONGEST_REASON = 1_000


def say_unsolved(question: Question, *, by: Actor) -> Move | None:
    """The asker says that the answers did not help. The second time, or after staff, it goes to staff."""
    ensure(by, Permission.ASK)
    if question.author_id is None or question.author_id != by.member_id:
        raise NotAllowed(N_("Only the one who asked can say this."))
    services.open_need(question.id)
    need = services.lock(question.id)
    if need.stage in STAFF_STAGES:
        raise Conflict(N_("Our team has your question already."))
    if question.accepted_count:
        raise Conflict(N_("You marked an answer as the solution. Take that back first."))
    if not question.answer_count and need.stage != Stage.RESOLVED:
        raise Conflict(N_("Nobody has answered yet. You can ask for our team instead."))
    was_with_staff = need.stage == Stage.RESOLVED and need.resolved_by in STAFF_STAGES
    need.unsolved_count += 1
    if need.unsolved_count >= ENOUGH_TIMES or was_with_staff:
        times = need.unsolved_count
        need.unsolved_count = 0
        return services.move(
            question.id, MoveReason.STILL_NOT_SOLVED, rule="still-not-solved", inputs={"times": times}, by=by
        )
    if need.stage == Stage.RESOLVED:
        return services.move(question.id, MoveReason.REOPENED, rule="asker", by=by)
    db.session.flush()
    return None


def ask_for_staff(question: Question, reason: str, *, by: Actor) -> Move | None:
    """Ask for staff, with a reason: the asker, or a member who may review. None when staff have it already."""
    ensure(by, Permission.ASK)
    if question.author_id is None or question.author_id != by.member_id:
        ensure(by, Permission.REVIEW)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(N_("Say in a sentence why our team should look."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Say it in %(longest)s characters at most."), field="reason", longest=LONGEST_REASON)
    if question.merged_into_id is not None:
        raise Conflict(N_("This question was merged into another one; its answers are there."))
    return services.move(question.id, MoveReason.ASKED_FOR_STAFF, rule="asked-for-staff", by=by, note=reason)
