"""What comments do when posts change."""

from community.comments import services
from community.comments.models import Comment
from community.kernel import events
from community.kernel.db import db
from community.posts.models import PostKind


def recount(event: events.PostEvent) -> None:
    """The number of comments of a post follows their status."""
    if event.kind == PostKind.COMMENT:
        services.recount(db.session.get_one(Comment, event.post_id).parent_id)
