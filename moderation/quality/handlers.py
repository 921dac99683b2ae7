"""What the gate learns from what happens to posts."""

from community.kernel import events
from community.posts.models import Post, PostStatus
from community.posts.queries import post_or_404
from community.posts.rules import SPAM_REASONS
from moderation.quality import origins, queries, services


def remember(event: events.PostEvent) -> None:
    """A post became visible, waits, or changed."""
    services.remember(post_or_404(event.post_id), new=_is_new(event))


def forget(event: events.PostHidden) -> None:
    """What was taken away as advertising stays known, so that it is known again; so does what waits."""
    if event.reason == "held":
        services.remember(post_or_404(event.post_id))
    elif event.reason not in SPAM_REASONS:
        services.forget(event.post_id)


def keep_findings(event: events.PostEvent) -> None:
    """What the checks saw, for the figures of each check."""
    services.keep_findings(post_or_404(event.post_id), new=_is_new(event))


def _is_new(event: events.PostEvent) -> bool:
    return isinstance(event, events.PostPublished) and event.new


def arrived(event: events.PostPublished | events.PostHeld) -> None:
    """A new post came: who sent it, from where; and the staff hear of a flood."""
    post = post_or_404(event.post_id)
    if post.revision_count > 1:
        return
    address, content = origins.address_mark(), origins.text_mark(queries.text_of(post))
    services.keep_origin(post, address=address, content=content, new_account=_is_fresh(post))
    if isinstance(event, events.PostHeld):
        services.notice_flood(post, event.findings, address=address, content=content)


def _is_fresh(post: Post) -> bool:
    return post.author_id is not None and queries.is_fresh(post.author_id, post.created_at)


def decided(event: events.ReviewDecided) -> None:
    services.learn_decision(event.post_id, event.decision)


def review_undone(event: events.ReviewUndone) -> None:
    """The decision was taken back: nothing is known of the findings, and the post is as known as before."""
    services.learn_decision(event.post_id, None)
    post = post_or_404(event.post_id)
    if post.status in {PostStatus.HELD, PostStatus.PUBLISHED}:
        services.remember(post)
