"""A spot check looks like any other item: copies stand in front of the real item and the real post."""

from types import SimpleNamespace
from typing import Any, cast

from community.kernel import markup
from community.posts.models import Post, PostStatus
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemState
from moderation.reviewers.models import SpotCheck
from moderation.triage import pii


class Copy:
    """Something seen through a copy of some of its values; whatever else is asked for comes from itself."""

    def __init__(self, real: Any, **values: Any) -> None:
        self._real = real
        self._values = SimpleNamespace(**values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return getattr(self._values, name)
        except AttributeError:
            return getattr(self._real, name)


def taken_from(post: Post, source: ReviewItem) -> dict[str, Any]:
    """What is kept of a post as it stood when it was decided: its words, with private data covered."""
    body = pii.masked(post.body_markdown)
    was_held = post.status == PostStatus.REFUSED or (
        post.published_at is not None and post.published_at >= source.created_at
    )
    return {
        "title": pii.masked(getattr(post, "title", None) or ""),
        "body_markdown": body,
        "body_html": post.body_html if body == post.body_markdown else markup.render(body).html,
        "status": PostStatus.HELD if was_held else PostStatus.PUBLISHED,
        "findings": list(post.findings),
    }


def item_of(item: ReviewItem, post: Post) -> ReviewItem:
    """The item in the clothes of one that waits, or was decided, with the copy of its post."""
    waits = item.state == ItemState.SPOT_CHECK
    state = ItemState.OPEN if waits else ItemState.DECIDED
    return cast("ReviewItem", Copy(item, state=state, post=post, held=not post.is_visible))


def post_of(check: SpotCheck, item: ReviewItem, post: Post) -> Post:
    """The post as the check shows it."""
    visible = check.status == PostStatus.PUBLISHED
    copy = Copy(
        post,
        title=check.title,
        body_markdown=check.body_markdown,
        body_html=check.body_html,
        status=check.status,
        is_visible=visible,
        findings=check.findings,
        created_at=item.created_at,
        published_at=item.created_at if visible else None,
        edited_at=None,
        hidden_at=None,
        hidden_by_id=None,
        hidden_reason=None,
        revision_count=1,
    )
    return cast("Post", copy)
