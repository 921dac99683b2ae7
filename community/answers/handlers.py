"""What threads do when posts change."""

from community.answers import threads
from community.kernel import events


def recount(event: events.PostEvent) -> None:
    """The sums of a question follow its visible posts."""
    threads.recount(event.question_id)
