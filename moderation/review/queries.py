"""Single items, what somebody may undo, and what must hold of the queue."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, func, select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.kernel.thresholds import threshold
from community.posts.models import Post, PostStatus
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState
from moderation.review.entitled import binds
from moderation.review.listing import with_all
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemKind, ItemState


def shown_item(item_id: int) -> ReviewItem:
    """An item as it stands now, with post, author and who holds it; raises NotFound."""
    found = db.session.scalars(
        select(ReviewItem)
        .where(ReviewItem.id == item_id)
        .options(*with_all())
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def undoable(member_id: int, most: int) -> list[ReviewItem]:
    """What this reviewer decided a moment ago and may still undo, the latest first."""
    since = clock.now() - timedelta(seconds=threshold("undo_seconds"))
    return list(
        db.session.scalars(
            select(ReviewItem)
            .where(
                ReviewItem.decided_by_id == member_id,
                ReviewItem.decided_at >= since,
                ReviewItem.state == ItemState.DECIDED,
                ReviewItem.undo.is_not(None),
            )
            .order_by(ReviewItem.decided_at.desc())
            .limit(most)
        )
    )


def words_about(post_id: int) -> str:
    """What the last reviewer who refused a post said in words of their own."""
    found = db.session.scalars(
        select(ReviewDecision.words)
        .join(ReviewItem, ReviewItem.id == ReviewDecision.item_id)
        .where(
            ReviewItem.post_id == post_id,
            ReviewItem.kind != ItemKind.EDIT,  # what was said about an edit is for whoever suggested it
            ReviewItem.state == ItemState.DECIDED,
            ReviewDecision.decision == ReviewItem.decision,
            ReviewDecision.reason.is_not(None),
        )
        .order_by(ReviewItem.id.desc(), ReviewDecision.id.desc())
        .limit(1)
    ).first()
    return found or ""


Said = Sequence[tuple[ReviewDecision, Member | None]]


def opinions_for(by: Actor, given: Said) -> Said:
    """Of what was said so far: peers read it once they have said something themselves, so that nobody leads."""
    if binds(by) or any(each.reviewer_id == by.member_id for each, _who in given):
        return given
    return []


def doubled_items() -> list[str]:
    """Posts with more than one open item: there must be none."""
    rows = db.session.scalars(
        select(ReviewItem.post_id)
        .where(ReviewItem.state == ItemState.OPEN, ReviewItem.post_id.is_not(None))
        .group_by(ReviewItem.post_id)
        .having(func.count() > 1)
    )
    return [f"post {post_id} has more than one open review item" for post_id in rows]


def unwatched_held_posts() -> list[str]:
    """Held posts that nobody would ever look at: there must be none."""
    held = select(Post.id).where(Post.status == PostStatus.HELD, Post.id.not_in(_watched()))
    rows = db.session.scalars(held)
    return [f"post {post_id} is held without a review item" for post_id in rows]


def untrue_items() -> list[str]:
    """Items that contradict themselves or their post: there must be none."""
    return [*_half_decided(), *_out_of_step()]


def _half_decided() -> list[str]:
    """A decided item has a decision and its time, and about a post at least one voice; an open one has no decision."""
    voices = select(ReviewDecision.item_id).distinct()
    decided = ReviewItem.state == ItemState.DECIDED
    told = ReviewItem.decision.is_not(None) & ReviewItem.decided_at.is_not(None)
    rows = db.session.execute(
        select(ReviewItem.id, ReviewItem.state).where(
            (decided & (~told | (ReviewItem.post_id.is_not(None) & ReviewItem.id.not_in(voices))))
            | ((ReviewItem.state == ItemState.OPEN) & (ReviewItem.decision.is_not(None)))
        )
    ).all()
    return [f"review item {item_id} is {state} and its decision says otherwise" for item_id, state in rows]


def _out_of_step() -> list[str]:
    """What the queue filters by is what the post is."""
    rows = db.session.scalars(
        select(ReviewItem.id)
        .join(Post.__table__, Post.__table__.c.id == ReviewItem.post_id)
        .where(
            ReviewItem.state == ItemState.OPEN,
            (ReviewItem.held != (Post.__table__.c.status != PostStatus.PUBLISHED))
            | (ReviewItem.lang != Post.__table__.c.lang)
            | ReviewItem.author_id.is_distinct_from(Post.__table__.c.author_id),
        )
    )
    return [f"review item {item_id} says of its post what is not so" for item_id in rows]


def unwatched_reports() -> list[str]:
    """Posts with open reports that nobody would ever look at: there must be none."""
    rows = db.session.scalars(
        select(Flag.post_id)
        .where(Flag.state == FlagState.OPEN, Flag.post_id.not_in(_watched()))
        .distinct()
        .order_by(Flag.post_id)
    )
    return [f"post {post_id} has open reports without a review item" for post_id in rows]


def _watched() -> Select[int | None]:
    """The posts that wait in the queue."""
    return select(ReviewItem.post_id).where(
        ReviewItem.state == ItemState.OPEN, ReviewItem.post_id.is_not(None)
    )
