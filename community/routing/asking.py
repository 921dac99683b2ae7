"""What an asker may say about where their question stands: not solved yet, or please let staff look."""

from datetime import timedelta

from community.kernel import clock
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure, may
from community.kernel.thresholds import whole
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import queries, services
from community.routing.models import Move, MoveReason, Stage
from community.routing.rules import ENOUGH_TIMES, STAFF_STAGES

LONGEST_REASON = 1_000


def say_unsolved(question: Question, *, by: Actor, said_before: int | None = None) -> Move | None:
    """The asker says that the answers did not help. The second time, or after staff, it goes to staff.

    `said_before` is how often they had said so when they pressed: what is sent twice by mistake counts once.
    """
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
    if said_before is not None and said_before != need.unsolved_count:
        return None
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
    """Ask for staff, with a reason: any member may. None when staff have it already.

    For others' questions only while they are open, and a few times a day unless one may review.
    """
    ensure(by, Permission.ASK)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(N_("Say in a sentence why our team should look."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Say it in %(longest)s characters at most."), field="reason", longest=LONGEST_REASON)
    if _counts_calls(question, by):
        wait_for_turn(f"staff-calls:{by.member_id}")
    ensure_open_to(question, by)
    return services.move(question.id, MoveReason.ASKED_FOR_STAFF, rule="asked-for-staff", by=by, note=reason)


def ensure_open_to(question: Question, by: Actor) -> None:
    """Raise Conflict when `by` cannot ask for staff: it was merged, is settled, or they asked often enough today."""
    if question.merged_into_id is not None:
        raise Conflict(N_("This question was merged into another one; its answers are there."))
    if _is_own(question, by):
        return
    need = queries.need_of(question.id)
    if not question.is_visible or question.closed_at is not None or (need and need.stage == Stage.RESOLVED):
        raise Conflict(N_("This question is settled. If you have the problem too, ask your own question."))
    most = whole("staff_calls_a_day")
    if _counts_calls(question, by) and queries.calls_since(by.id, clock.now() - timedelta(days=1)) >= most:
        raise Conflict(
            N_("You have asked our team for others %(most)s times today. Tomorrow again."), most=most
        )


def _is_own(question: Question, by: Actor) -> bool:
    return question.author_id is not None and question.author_id == by.member_id


def _counts_calls(question: Question, by: Actor) -> bool:
    return not _is_own(question, by) and not may(by, Permission.REVIEW)
