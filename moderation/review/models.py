"""Posts that wait for a person, and what each person decided."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model
from community.posts.models import Post
from moderation.review.rules import ItemState

_OPEN: Final = text("state = 'open'")
_DECIDED: Final = text("state = 'decided'")
_FILTERED: Final = (
    "held",
    "lang",
    "author_id",
    "thread_id",
    "found",
    "claimed_by_id",
    "claimed_until",
    "created_at",
)


def _waiting(name: str, *columns: str) -> Index:
    """An index of the open items alone, with all that the queue filters by."""
    return Index(name, *columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


class ReviewItem(Model):
    """One post or appeal to look at. The database allows one open item each.

    An item is about a post or, of the kind "appeal", about an appeal: exactly one of the two is set.
    """

    __tablename__ = "review_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    appeal_id: Mapped[int | None] = mapped_column(default=None)
    suggestion_id: Mapped[int | None] = mapped_column(
        ForeignKey("edit_suggestions.id", ondelete="CASCADE"), default=None
    )
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=ItemState.OPEN)
    findings: Mapped[list[Any]] = mapped_column(default=list)
    # Copied from the post, so that the queue is filtered and counted within one index; `held`: out of sight.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    thread_id: Mapped[int | None] = mapped_column(default=None)
    lang: Mapped[str] = mapped_column(default="")
    held: Mapped[bool] = mapped_column(default=False)
    found: Mapped[str] = mapped_column(default="")  # the findings as |one|two|
    priority: Mapped[int] = mapped_column(default=0)  # the sum of `parts`
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what makes it urgent: points by name
    rank_at: Mapped[datetime]  # the order of the queue: weights.rank_at
    disputed: Mapped[bool] = mapped_column(default=False)  # peers do not agree: a moderator decides
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
    decision: Mapped[str | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    undo: Mapped[dict[str, Any] | None] = mapped_column(default=None)  # how the decision is taken back
    created_at: Mapped[datetime]

    post: Mapped[Post | None] = relationship(lazy="raise_on_sql")
    claimed_by: Mapped[Member | None] = relationship(foreign_keys=[claimed_by_id], lazy="raise_on_sql")

    __table_args__ = (
        Index(
            "uq_review_items_open_post",
            "post_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "uq_review_items_open_appeal",
            "appeal_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        _waiting("ix_review_items_queue", "rank_at", "id", "kind", *_FILTERED),
        _waiting("ix_review_items_kinds", "kind", "rank_at", "id", *_FILTERED),
        _waiting("ix_review_items_thread", "thread_id"),
        _waiting("ix_review_items_author", "author_id"),
        _waiting("ix_review_items_age", "created_at"),
        Index("ix_review_items_post", "post_id", "id"),
        Index("ix_review_items_decided", "decided_by_id", "decided_at"),
        Index("ix_review_items_done", "id", sqlite_where=_DECIDED, postgresql_where=_DECIDED),
    )


class ReviewDecision(Model):
    """What one reviewer decided on one item."""

    __tablename__ = "review_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("review_items.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    decision: Mapped[str]
    reason: Mapped[str | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(default="")
    binding: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)  # of the post, which the opinion is about
    seconds: Mapped[float | None] = mapped_column(default=None)  # from taking the item to deciding
    overturned: Mapped[str | None] = mapped_column(default=None)  # by an appeal, or by a later decision
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("item_id", "reviewer_id"),
        Index("ix_review_decisions_reviewer", "reviewer_id"),
    )


class ReviewSkip(Model):
    """A reviewer said "not for me": the item is offered to others, and nothing is held against anybody."""

    __tablename__ = "review_skips"

    item_id: Mapped[int] = mapped_column(ForeignKey("review_items.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime]
