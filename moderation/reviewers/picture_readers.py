"""Pictures in spot checks: the reviewer sees them as in any other item, or it would be known for what it is."""

from sqlalchemy import exists, select

from community.kernel.db import db
from community.kernel.picture_readers import abouts
from community.kernel.policy import Actor, Permission, may
from community.posts.models import Post, PostStatus
from moderation.reviewers.models import SpotCheck


def in_spot_check(key: str, actor: Actor) -> bool:
    """Whether a copy that was made for this reviewer shows the picture, and its author has not deleted the post."""
    if not may(actor, Permission.REVIEW):
        return False
    theirs = exists().where(
        SpotCheck.reviewer_id == actor.member_id,
        SpotCheck.reviewer_id.in_(abouts(key, SpotCheck.__tablename__)),
        SpotCheck.body_markdown.contains(key),
        Post.id == SpotCheck.post_id,
        Post.status != PostStatus.DELETED,
    )
    return bool(db.session.scalar(select(theirs)))
