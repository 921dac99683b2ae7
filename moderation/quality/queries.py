"""What the gate asks the database: similar posts."""

from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.judging import Submission
from community.kernel.shingles import shingles
from community.kernel.text import similarity
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.quality.models import PostShingle
from moderation.quality.rules import Alike

KEPT = 16  # smallest hashes kept of a post
SHARED = 2  # how many must be shared before two texts are compared in full
CANDIDATES = 5
_SIGN = 2**63


def fingerprint(text: str) -> list[int]:
    """The smallest shingle hashes of a text, as signed numbers that any database can keep."""
    return sorted(value - _SIGN for value in shingles(text))[:KEPT]


def alike(submission: Submission) -> tuple[Alike, ...]:
    """Older posts of this kind that say nearly the same as this one."""
    text = f"{submission.title}\n{submission.body}" if submission.kind == "question" else submission.body
    values = fingerprint(text)
    if not values:
        return ()
    shared = (
        select(PostShingle.post_id)
        .where(PostShingle.value.in_(values), PostShingle.post_id != (submission.post_id or 0))
        .group_by(PostShingle.post_id)
        .having(func.count() >= min(SHARED, len(values)))
        .order_by(func.count().desc())
        .limit(CANDIDATES)
    )
    found = db.session.scalars(
        select(Post).where(
            Post.id.in_(shared), Post.kind == submission.kind, Post.status == PostStatus.PUBLISHED
        )
    ).all()
    now = clock.now()
    return tuple(
        Alike(
            post_id=post.id,
            question_id=post.thread_id,
            title=post.title if isinstance(post, Question) else "",
            likeness=similarity(text, _text_of(post)),
            same_author=post.author_id is not None and post.author_id == submission.author_id,
            minutes_ago=(now - post.created_at).total_seconds() / 60,
        )
        for post in found
    )


def _text_of(post: Post) -> str:
    return f"{post.title}\n{post.body_markdown}" if isinstance(post, Question) else post.body_markdown
