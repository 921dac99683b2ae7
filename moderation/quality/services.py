"""Keeping fingerprints of posts."""

from sqlalchemy import delete

from community.kernel.db import db
from community.posts.models import Post
from community.questions.models import Question
from moderation.quality import queries
from moderation.quality.models import PostShingle


def remember(post: Post) -> None:
    """Keep the fingerprint of a visible post, so that repetitions are noticed."""
    forget(post.id)
    text = f"{post.title}\n{post.body_markdown}" if isinstance(post, Question) else post.body_markdown
    db.session.add_all(PostShingle(post_id=post.id, value=value) for value in queries.fingerprint(text))
    db.session.flush()


def forget(post_id: int) -> None:
    """Drop the fingerprint of a post that is no longer visible."""
    db.session.execute(delete(PostShingle).where(PostShingle.post_id == post_id))
