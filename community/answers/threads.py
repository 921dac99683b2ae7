"""A thread as a whole: its sums, and giving its answers to another question."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, literal, or_, select

from community.answers import queries, rules
from community.answers.models import Answer
from community.comments import services as comments
from community.comments.models import Comment
from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.posts import queries as posts
from community.posts.models import LinkKind, Post, PostLink, PostStatus
from community.questions import services as questions
from community.questions import taking_part
from community.questions.models import CloseReason, Question
from community.questions.queries import LOCKED

NEWEST_REMARK: Final = (
    select(Post.published_at, Post.id, Post.author_id, func.max(Post.edited_at).over().label("latest_edit"))
    .where(
        Post.id.in_(select(Comment.__table__.c.id).where(Comment.question_id == bindparam("question_id"))),
        Post.status == PostStatus.PUBLISHED,
    )
    .order_by(Post.published_at.desc(), Post.id.desc())
    .limit(1)
)
# The sums need no words: a thread has hundreds of answers, and each of them is counted anew with each star.
VISIBLE: Final = queries.best_first(
    select(
        Answer.id,
        Answer.author_id,
        Answer.created_at,
        Answer.published_at,
        Answer.edited_at,
        Answer.accepted_at,
        Answer.rating_count,
        sum((number * getattr(Answer, f"stars_{number}") for number in rules.STARS), literal(0)).label(
            "rating_sum"
        ),
    ).where(Answer.question_id == bindparam("question_id"))
)


def move(question: Question, into: Question) -> tuple[int, ...]:
    """Move all answers of one question, and all comments in its thread, to another; returns the ids of the answers."""
    moved = db.session.scalars(
        select(Answer).where(Answer.question_id == question.id).order_by(Answer.id)
    ).all()
    for each in moved:
        each.question_id = into.id
    for comment in db.session.scalars(select(Comment).where(Comment.question_id == question.id)):
        comment.question_id = into.id
        if comment.parent_id == question.id:  # nobody reads them there any more
            comment.parent_id = into.id
    db.session.flush()
    comments.recount(question.id)
    comments.recount(into.id)
    return tuple(each.id for each in moved)


def merge(question: Question, into: Question, *, by: Actor) -> None:
    """Give a duplicate's answers to the question that it repeats; the old address leads there."""
    ensure(by, Permission.MERGE)
    for each in sorted((question, into), key=lambda each: each.id):
        questions.lock(each)
    if not posts.sees(question, by):
        raise NotFound
    if question.status == PostStatus.PRIVATE:
        raise Conflict(N_("This came in privately, so it does not go on in a public thread."))
    if question.id == into.id or into.merged_into_id is not None or not into.is_visible:
        raise Invalid(N_("Choose another, public question to merge into."), field="into")
    if question.merged_into_id is not None:
        raise Conflict(N_("This question was merged already."))
    questions.ensure_no_circle(question, into, "into")
    if question.duplicate_of_id != into.id:
        questions.close(question, CloseReason.DUPLICATE, by=by, duplicate_of=into)
    moved = move(question, into)
    _hand_over_links(question, into)
    question.merged_into_id = into.id
    questions.relist(question)
    followers = taking_part.hand_over(question, into)
    recount(question.id)
    recount(into.id)
    tell(
        events.QuestionMerged(
            question_id=question.id,
            into_id=into.id,
            moved_answer_ids=moved,
            new_follower_ids=followers,
            by_id=by.id,
        )
    )


def _hand_over_links(question: Question, into: Question) -> None:
    """What is related to a merged question is related to the one in which that goes on."""
    either = or_(PostLink.from_id == question.id, PostLink.to_id == question.id)
    for each in db.session.scalars(select(PostLink).where(either, PostLink.kind == LinkKind.RELATED)).all():
        ends = [into.id if end == question.id else end for end in (each.from_id, each.to_id)]
        db.session.delete(each)
        if ends[0] != ends[1]:
            kept = {"created_at": each.created_at, "external_id": each.external_id}
            insert_once(PostLink, from_id=ends[0], to_id=ends[1], kind=each.kind, **kept)


def recount(question_id: int) -> None:
    """Make the sums of a question true from its visible answers and comments. The only writer of them."""
    # Not FOR UPDATE: whoever inserts another post into the thread meanwhile holds the question's key already.
    anew = {"populate_existing": True}
    question = db.session.scalars(LOCKED, {"question_id": question_id}, execution_options=anew).one()
    found = db.session.execute(VISIBLE, {"question_id": question_id}).all()
    question.answer_count = len(found)
    accepted = [each.accepted_at for each in found if each.accepted_at]
    question.accepted_count = len(accepted)
    question.solved_at = min(accepted) if accepted else None
    question.first_answered_at = min((each.published_at or each.created_at for each in found), default=None)
    best = found[0] if found else None
    question.best_answer_id = best.id if best else None
    question.best_rating_count = best.rating_count if best else 0
    question.best_rating_sum = best.rating_sum if best else 0
    _recount_activity(question, found)
    db.session.flush()


def _recount_activity(question: Question, found: Sequence[Row[Any]]) -> None:
    """The newest visible post of the thread beneath the question, and whether the asker wrote it."""
    with db.session.no_autoflush:  # the sums above go in one statement with what follows
        remark = db.session.execute(NEWEST_REMARK, {"question_id": question.id}).first()
    beneath = [(each.published_at or each.created_at, each.id, each.author_id) for each in found]
    edits = [question.edited_at if question.is_visible else None, *(each.edited_at for each in found)]
    if remark is not None:
        beneath.append((remark.published_at, remark.id, remark.author_id))
        edits.append(remark.latest_edit)
    newest = max(beneath, default=None)
    moments = [question.asked_at, newest[0] if newest else None, *edits]
    question.last_activity_at = max(moment for moment in moments if moment is not None)
    question.last_post_by_asker = newest is None or newest[2] == question.author_id
