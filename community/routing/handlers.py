"""How needs follow what happens to questions and answers."""

from community.answers import queries as answers
from community.answers.queries import answer_or_404
from community.kernel import clock, events
from community.kernel.policy import Actor
from community.posts.models import PostKind
from community.questions.queries import question_or_404
from community.questions.rules import CloseReason
from community.routing import invited, letters, queries, rules, services
from community.routing.models import MoveReason, Stage


def opened(event: events.PostPublished) -> None:
    """A question is visible: its need begins with the community."""
    if event.kind == PostKind.QUESTION:
        services.open_need(event.question_id)


def answered(event: events.PostPublished) -> None:
    """Whoever was asked to help has answered."""
    if event.kind == PostKind.ANSWER and event.author_id is not None:
        invited.note_answer(event.question_id, event.author_id, clock.now())


def solved(event: events.AnswerAccepted) -> None:
    """An answer solved it; whoever wrote that answer is credited."""
    need = services.open_need(event.question_id)
    given = answer_or_404(event.answer_id)
    by_rep = given.author_id is not None and given.author_id == queries.rep_of(need.id)
    services.move(
        event.question_id,
        MoveReason.SOLVED,
        rule="asker" if event.by_asker else "member",
        inputs={"answer": event.answer_id},
        by=_person(event.by_id),
        credit=rules.credit_of(need.stage, answered_by_staff=given.by_staff, answered_by_rep=by_rep),
    )


def unsolved(event: events.AnswerUnaccepted) -> None:
    """The last acceptance was taken back."""
    if not question_or_404(event.question_id).accepted_count and _was(event.question_id, MoveReason.SOLVED):
        services.move(event.question_id, MoveReason.REOPENED, rule="asker", by=_person(event.by_id))


def closed(event: events.QuestionClosed) -> None:
    """The asker found a solution elsewhere; other reasons for closing solve nothing."""
    if event.reason == CloseReason.RESOLVED_ELSEWHERE:
        services.move(
            event.question_id,
            MoveReason.SOLVED,
            rule="closed",
            by=_person(event.by_id),
            credit=Stage.SELF_SERVICE,
        )


def reopened(event: events.QuestionReopened) -> None:
    """A closed question is open again, and so is its need unless an answer solved it."""
    if not question_or_404(event.question_id).accepted_count:
        services.move(event.question_id, MoveReason.REOPENED, rule="reopened", by=_person(event.by_id))


def merged(event: events.QuestionMerged) -> None:
    """The need goes on in the other question; if staff had it, they have that one now.

    What the other question was solved by, helps here as well; while it is open, nobody can tell yet. And what solved
    this one solves the other, unless staff have that: they say themselves when they are done.
    """
    need = services.open_need(event.question_id)
    stage, credit = need.stage, need.resolved_by
    other = queries.need_of(event.into_id)
    by = _person(event.by_id)
    services.move(
        event.question_id,
        MoveReason.SOLVED,
        rule="merged",
        inputs={"into": event.into_id},
        by=by,
        credit=(other.resolved_by if other else None) or rules.UNKNOWN,
    )
    into = services.open_need(event.into_id)
    if stage in rules.STAFF_STAGES:
        reason = MoveReason.PASSED_ON if stage == Stage.TIER_2 else MoveReason.REVIEWER
        services.move(event.into_id, reason, rule="merged", inputs={"from": event.question_id}, by=by)
    elif stage == Stage.RESOLVED and into.stage not in rules.STAFF_STAGES:
        accepted = answers.accepted_ids(event.into_id)
        if accepted and set(accepted) <= set(event.moved_answer_ids):
            inputs = {"answer": accepted[0], "from": event.question_id}
            services.move(
                event.into_id, MoveReason.SOLVED, rule="merged", inputs=inputs, by=by, credit=credit
            )


def withdrawn(event: events.PostHidden) -> None:
    """A question was taken back by its author, or is advertising; or what solved it is out of sight."""
    if event.kind == PostKind.ANSWER:
        _without_solution(event)
    elif event.kind == PostKind.QUESTION and event.reason in rules.WITHDRAWALS:
        services.move(
            event.question_id,
            MoveReason.WITHDRAWN,
            rule="hidden",
            inputs={"reason": event.reason},
            by=_person(event.by_id),
            credit=rules.UNKNOWN,
        )


def restored(event: events.PostRestored) -> None:
    """A question that was taken back is there again, or the answer that solved it."""
    if event.kind == PostKind.ANSWER:
        _with_solution(event)
    elif event.kind == PostKind.QUESTION:
        services.open_need(event.question_id)
        if _was(event.question_id, MoveReason.WITHDRAWN):
            services.move(event.question_id, MoveReason.REOPENED, rule="restored", by=_person(event.by_id))
        else:
            _without_solution(event)


def _without_solution(event: events.PostHidden | events.PostRestored) -> None:
    """No accepted answer can be read any more: the need is open, with the credit kept for its coming back."""
    question, step = question_or_404(event.question_id), queries.arrival(event.question_id)
    solved_by_answer = step is not None and step.reason == MoveReason.SOLVED and "answer" in step.inputs
    elsewhere = question.close_reason == CloseReason.RESOLVED_ELSEWHERE
    if solved_by_answer and not (
        question.accepted_count or elsewhere or question.hidden_reason in rules.WITHDRAWALS
    ):
        services.move(
            event.question_id,
            MoveReason.REOPENED,
            rule=rules.ANSWER_GONE,
            inputs={"answer": event.post_id, "credit": services.open_need(event.question_id).resolved_by},
            by=_person(event.by_id),
        )


def _with_solution(event: events.PostRestored) -> None:
    """An accepted answer can be read again: it solves the need as before, unless somebody asked for more since."""
    if not question_or_404(event.question_id).accepted_count:
        return
    moves = queries.moves_of(services.open_need(event.question_id).id)
    last = next((each for each in reversed(moves) if each.reason not in rules.BY_WAITING), None)
    if last is not None and last.rule == rules.ANSWER_GONE:
        services.move(
            event.question_id,
            MoveReason.SOLVED,
            rule="restored",
            inputs={"answer": event.post_id},
            by=_person(event.by_id),
            credit=last.inputs["credit"],
        )


def asker_left(event: events.MemberClosed) -> None:
    """Nothing private of somebody who left is kept."""
    letters.forget(event.member_id)


def _was(question_id: int, reason: MoveReason) -> bool:
    step = queries.arrival(question_id)
    return step is not None and step.reason == reason


def _person(member_id: int | None) -> Actor | None:
    return Actor(member_id=member_id) if member_id is not None else None
