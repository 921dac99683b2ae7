"""Which pictures peers see while they review: those of posts that wait for them."""

from sqlalchemy import or_, select

from community.kernel.db import db
from community.kernel.picture_readers import abouts
from community.kernel.policy import Actor, Permission, may
from community.posts.models import EditSuggestion, Post
from community.posts.picture_seeing import POSTS, counts_in
from moderation.review.entitled import binds, reads
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemState

PLACES = (*POSTS, EditSuggestion.__tablename__)
MOST = 50  # items about posts with one picture


def in_queue(key: str, actor: Actor) -> bool:
    """Whether a post or an edit with the picture is shown to the reader as an item of the queue."""
    if not may(actor, Permission.REVIEW) or binds(actor):  # who binds sees what they see of posts anyway
        return False
    items = db.session.scalars(
        select(ReviewItem)
        .where(
            or_(
                ReviewItem.post_id.in_(select(Post.id).where(counts_in(key))),
                ReviewItem.suggestion_id.in_(abouts(key, EditSuggestion.__tablename__)),
            ),
            or_(ReviewItem.state == ItemState.OPEN, ReviewItem.decided_by_id == actor.member_id),
        )
        .order_by(ReviewItem.id.desc())
        .limit(MOST)
    )
    return any(reads(each, actor) for each in items)
