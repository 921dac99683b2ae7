"""What channels do when parts of a question that came in by one are covered, or shown again."""

from community.channels import covering
from community.kernel import events
from community.posts.models import PostKind


def masked(event: events.PostMasked) -> None:
    """The messages that a question was made of, and those that came after, say of it what the question says."""
    if event.kind == PostKind.QUESTION:
        covering.follow(event.question_id)
