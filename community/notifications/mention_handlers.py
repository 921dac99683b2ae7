"""Telling those who are named in a post: once, when it is public, and no more people than the site allows."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock, events
from community.kernel.db import db
from community.kernel.thresholds import whole
from community.notifications.handlers import about
from community.notifications.models import Notification
from community.notifications.services import notify
from community.posts import mentions
from community.posts.models import Post, PostKind, PostStatus

KIND = "mention"
LATELY = timedelta(days=30)  # what was written longer ago is no news, however long it could not be seen


def named(event: events.PostPublished | events.PostEdited | events.PostRestored) -> None:
    """Who is named and not told of this post already hears of it.

    What was written beneath it while it could not be seen is read with it, too: nobody was told of that.
    """
    post = db.session.get_one(Post, event.post_id)
    _tell(post)
    if isinstance(event, events.PostRestored) and post.kind != PostKind.COMMENT:
        for each in _beneath(post):
            _tell(each)


def _beneath(post: Post) -> Sequence[Post]:
    since = clock.now() - LATELY
    within = [select(Comment.id).where((Comment.parent_id == post.id) | (Comment.question_id == post.id))]
    if post.kind == PostKind.QUESTION:
        within.append(select(Answer.id).where(Answer.question_id == post.id))
    ids = db.session.scalars(
        select(Post.id)
        .where(
            or_(*(Post.id.in_(each) for each in within)),
            Post.status == PostStatus.PUBLISHED,
            Post.body_markdown.contains("@"),
            or_(Post.created_at > since, Post.edited_at > since),
        )
        .order_by(Post.id)
    ).all()
    return [db.session.get_one(Post, each) for each in ids]


def _tell(post: Post) -> None:
    if "@" not in post.body_markdown or not post.is_visible or post.author_id is None:
        return
    if not all(db.session.get_one(Post, each).is_visible for each in post.stands_under):
        return
    left = whole("mentions_a_day") - _told_today(post.author_id)
    told = _told_of(post.id)
    new = [each.id for each in mentions.members_in(post.body_markdown) if each.id not in told]
    mentioned_before = sum(kind == KIND for kind in told.values())
    most = max(min(left, whole("mentions_a_post") - mentioned_before), 0)
    if new[:most]:
        notify(
            new[:most],
            KIND,
            f"{KIND}:{post.id}",
            data=about(post.thread_id, post.author_id),
            question_id=post.thread_id,
            post_id=post.id,
            actor_id=post.author_id,
        )


def _told_of(post_id: int) -> dict[int, str]:
    """Who has heard of the post, and by which kind."""
    rows = select(Notification.member_id, Notification.kind).where(Notification.post_id == post_id)
    return {row.member_id: row.kind for row in db.session.execute(rows)}


def _told_today(author_id: int) -> int:
    since = clock.now() - timedelta(days=1)
    count = select(func.count()).where(
        Notification.kind == KIND, Notification.actor_id == author_id, Notification.created_at > since
    )
    return db.session.scalar(count) or 0
