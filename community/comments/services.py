"""Commenting, and keeping the number of comments true."""

from sqlalchemy import func, select

from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure, may
from community.kernel.thresholds import whole
from community.kernel.words import N_
from community.posts import rules as post_rules
from community.posts import services as posts
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from community.questions.services import ensure_not_merged


def comment(parent: Post, body: str, *, by: Actor) -> Comment:
    """Remark on a question or an answer; published or held as the gate says."""
    ensure(by, Permission.COMMENT)
    if parent.kind == PostKind.COMMENT:
        raise Invalid(N_("Comment on the question or the answer; comments have no comments of their own."))
    # The thread first, as everybody does: while it is merged, an answer goes elsewhere with all beneath it.
    thread = db.session.get_one(Question, parent.thread_id, with_for_update=ROW_LOCK, populate_existing=True)
    ensure_not_merged(thread)
    ensure_comment(parent, by=by)
    if not parent.is_visible:
        raise Conflict(N_("This post is not public now, so it cannot be commented on."))
    body = post_rules.checked_body(body, longest=whole("comment_longest"))
    new = Comment(
        kind=PostKind.COMMENT,
        author_id=by.id,
        parent_id=parent.id,
        question_id=parent.thread_id,
        body_markdown=body,
        body_html="",
        created_at=clock.now(),
    )
    judgement = posts.submit(new, by=by, question_id=parent.thread_id)
    db.session.flush()
    posts.first_revision(new)
    posts.announce(new, judgement)
    return new


def ensure_comment(parent: Post, *, by: Actor) -> None:
    """Raise NotAllowed unless `by` comments here: newcomers do on what they wrote, and in threads they began."""
    began = db.session.get(Post, parent.thread_id)
    own = by.id in {parent.author_id, began.author_id if began else None}
    if not own and not may(by, Permission.COMMENT_ANYWHERE):
        raise NotAllowed(
            N_(
                "Newcomers comment under their own questions and answers. Well-rated answers open comments"
                " everywhere; the page on levels says how far you are."
            )
        )


def recount(parent_id: int) -> None:
    """Make the number of visible comments of a post true."""
    # Not FOR UPDATE: whoever inserts another comment at the same time holds the parent's key already.
    parent = db.session.get_one(Post, parent_id, with_for_update=ROW_LOCK, populate_existing=True)
    parent.comment_count = (
        db.session.scalar(
            select(func.count())
            .select_from(Comment)
            .where(Comment.parent_id == parent_id, Comment.status == PostStatus.PUBLISHED)
        )
        or 0
    )
    db.session.flush()
