"""What the gate learns from what happens to posts."""

from community.kernel import events
from community.posts.queries import post_or_404
from moderation.quality import services


def remember(event: events.PostEvent) -> None:
    """A post became visible, or changed."""
    post = post_or_404(event.post_id)
    if post.is_visible and event.kind != "comment":
        services.remember(post)


def forget(event: events.PostHidden) -> None:
    services.forget(event.post_id)
