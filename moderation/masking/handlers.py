"""What covered parts have to do with the queue."""

from community.kernel import events
from community.posts.queries import post_or_404
from moderation.masking import services


def reviewed(event: events.ReviewDecided) -> None:
    """A reviewer closed the matter without taking the cover off: what the author asked for stays covered."""
    services.drop_asks(post_or_404(event.post_id), by_id=event.by_id)
