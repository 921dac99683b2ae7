"""The queue, and what a reviewer needs beside a post."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectin_polymorphic
from sqlalchemy.orm.interfaces import ORMOption

from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState
from moderation.review.entitled import binds, open_to
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemKind, ItemState


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """What the author has written so far, by what became of it."""

    published: int
    refused: int
    waiting: int


def queue(kind: str, number: int, *, per_page: int = 20) -> Page[ReviewItem]:
    """Open items, the most urgent first, with post, author and who holds them."""
    query = (
        select(ReviewItem)
        .where(ReviewItem.state == ItemState.OPEN)
        .order_by(ReviewItem.priority.desc(), ReviewItem.id)
        .options(*_with_all())
    )
    if kind in set(ItemKind):
        query = query.where(ReviewItem.kind == kind)
    return paginate(query, number, per_page)


def _with_all() -> tuple[ORMOption, ...]:
    """Load items with post, author and who holds them."""
    return (
        joinedload(ReviewItem.post).options(
            joinedload(Post.author), selectin_polymorphic(Post, [Question, Answer, Comment])
        ),
        joinedload(ReviewItem.claimed_by),
    )


def shown_item(item_id: int) -> ReviewItem:
    """An item that exists as it stands now, with post, author and who holds it."""
    return db.session.scalars(
        select(ReviewItem)
        .where(ReviewItem.id == item_id)
        .options(*_with_all())
        .execution_options(populate_existing=True)
    ).one()


def after(priority: int | None, item_id: int | None, limit: int) -> Sequence[ReviewItem]:
    """Open items behind a cursor, for the API."""
    query = (
        select(ReviewItem)
        .where(ReviewItem.state == ItemState.OPEN)
        .order_by(ReviewItem.priority.desc(), ReviewItem.id)
        .limit(limit)
        .options(*_with_all())
    )
    if priority is not None and item_id is not None:
        query = query.where(
            or_(
                ReviewItem.priority < priority,
                (ReviewItem.priority == priority) & (ReviewItem.id > item_id),
            )
        )
    return db.session.scalars(query).all()


def next_for(member_id: int, skipped: Sequence[int] = ()) -> ReviewItem | None:
    """The most urgent item that this reviewer may take."""
    free = or_(
        ReviewItem.claimed_until.is_(None),
        ReviewItem.claimed_until <= clock.now(),
        ReviewItem.claimed_by_id == member_id,
    )
    return db.session.scalars(
        select(ReviewItem)
        .join(Post, Post.id == ReviewItem.post_id)
        .where(
            ReviewItem.state == ItemState.OPEN,
            free,
            Post.author_id.is_distinct_from(member_id),
            ReviewItem.id.not_in(skipped),
            *open_to(member_id),
        )
        .order_by(ReviewItem.priority.desc(), ReviewItem.id)
        .limit(1)
    ).first()


def open_counts() -> dict[str, int]:
    """How many open items of each kind."""
    rows = db.session.execute(
        select(ReviewItem.kind, func.count())
        .where(ReviewItem.state == ItemState.OPEN)
        .group_by(ReviewItem.kind)
    ).all()
    return {kind: count for kind, count in rows}  # noqa: C416 - rows are not tuples to the checker


def open_count() -> int:
    return sum(open_counts().values())


def history_of(member_id: int | None, *, status: str = "", shown_as: str = "") -> AuthorHistory:
    """What became of an author's posts; of a post of this `status` as if it still were what it is `shown_as`."""
    rows = db.session.execute(
        select(Post.status, func.count()).where(Post.author_id == member_id).group_by(Post.status)
    ).all()
    counts = {found: count for found, count in rows}  # noqa: C416 - rows are not tuples to the checker
    if status != shown_as:
        counts[status] = counts.get(status, 0) - 1
        counts[shown_as] = counts.get(shown_as, 0) + 1
    return AuthorHistory(
        published=counts.get(PostStatus.PUBLISHED, 0),
        refused=counts.get(PostStatus.REFUSED, 0) + counts.get(PostStatus.HIDDEN, 0),
        waiting=counts.get(PostStatus.HELD, 0),
    )


def opinions_for(item_id: int, by: Actor) -> Sequence[tuple[ReviewDecision, Member | None]]:
    """What was said so far: peers read it once they have said something themselves, so that nobody leads."""
    given = decisions_on(item_id)
    if binds(by) or any(each.reviewer_id == by.member_id for each, _who in given):
        return given
    return []


def decisions_on(item_id: int) -> Sequence[tuple[ReviewDecision, Member | None]]:
    rows = db.session.execute(
        select(ReviewDecision, Member)
        .outerjoin(Member, Member.id == ReviewDecision.reviewer_id)
        .where(ReviewDecision.item_id == item_id)
        .order_by(ReviewDecision.id)
    ).all()
    return [(decision, member) for decision, member in rows]


def doubled_items() -> list[str]:
    """Posts with more than one open item: there must be none."""
    rows = db.session.scalars(
        select(ReviewItem.post_id)
        .where(ReviewItem.state == ItemState.OPEN)
        .group_by(ReviewItem.post_id)
        .having(func.count() > 1)
    )
    return [f"post {post_id} has more than one open review item" for post_id in rows]


def unwatched_held_posts() -> list[str]:
    """Held posts that nobody would ever look at: there must be none."""
    rows = db.session.scalars(
        select(Post.id).where(
            Post.status == PostStatus.HELD,
            Post.id.not_in(select(ReviewItem.post_id).where(ReviewItem.state == ItemState.OPEN)),
        )
    )
    return [f"post {post_id} is held without a review item" for post_id in rows]


def unwatched_reports() -> list[str]:
    """Posts with open reports that nobody would ever look at: there must be none."""
    watched = select(ReviewItem.post_id).where(
        ReviewItem.state == ItemState.OPEN, ReviewItem.post_id.is_not(None)
    )
    rows = db.session.scalars(
        select(Flag.post_id)
        .where(Flag.state == FlagState.OPEN, Flag.post_id.not_in(watched))
        .distinct()
        .order_by(Flag.post_id)
    )
    return [f"post {post_id} has open reports without a review item" for post_id in rows]
