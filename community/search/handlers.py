"""What search does when posts, threads or authors change."""

from community.kernel import events
from community.posts.rules import PostKind
from community.search import services

ThreadEvent = (
    events.AnswerAccepted
    | events.AnswerUnaccepted
    | events.AnswerRated
    | events.RatingWithdrawn
    | events.QuestionRetagged
    | events.QuestionClosed
    | events.QuestionReopened
)


def post_changed(event: events.PostEvent) -> None:
    """A question or an answer appeared, changed or went; comments are not searched."""
    if event.kind != PostKind.COMMENT:
        services.thread_changed(event.question_id)


def thread_changed(event: ThreadEvent) -> None:
    """What is said about a thread changed: its tags, its state, its stars."""
    services.thread_changed(event.question_id)


def merged(event: events.QuestionMerged) -> None:
    """Answers moved from one thread to another."""
    services.thread_changed(event.question_id)
    services.thread_changed(event.into_id)


def author_left(event: events.MemberClosed) -> None:
    """A name that is no longer shown must not find posts either."""
    services.author_changed(event.member_id)
