"""Spot checks of reviewers, with a copy of what they show, and the pauses that follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel import picture_places
from community.kernel.db import Model


class SpotCheck(Model):
    """One check of one reviewer: a copy of a post whose outcome is known, in the clothes of a review item.

    The copy is emptied when the author deletes the post or leaves.
    """

    __tablename__ = "spot_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("review_items.id", ondelete="CASCADE"), unique=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("review_items.id", ondelete="CASCADE"))
    expected: Mapped[str]
    basis: Mapped[str]
    reason: Mapped[str | None] = mapped_column(default=None)  # of the refusal
    title: Mapped[str] = mapped_column(default="")
    body_markdown: Mapped[str] = mapped_column(default="")
    body_html: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    findings: Mapped[list[Any]] = mapped_column(default=list)
    flags: Mapped[list[Any]] = mapped_column(default=list)  # dicts: reason, note
    served_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decision: Mapped[str | None] = mapped_column(default=None)
    passed: Mapped[bool | None] = mapped_column(default=None)
    seconds: Mapped[float | None] = mapped_column(default=None)
    void_at: Mapped[datetime | None] = mapped_column(default=None)  # skipped, or its ground fell away

    __table_args__ = (
        UniqueConstraint("reviewer_id", "post_id"),
        Index(
            "uq_spot_checks_open",
            "reviewer_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL AND void_at IS NULL"),
            postgresql_where=text("decided_at IS NULL AND void_at IS NULL"),
        ),
    )

    @property
    def is_open(self) -> bool:
        return self.decided_at is None and self.void_at is None


class ReviewerPause(Model):
    """A time in which somebody does not review, and why."""

    __tablename__ = "reviewer_pauses"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    number: Mapped[int]
    failed: Mapped[int]
    checks: Mapped[int]
    began_at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)  # none: until a moderator ends it
    ended_at: Mapped[datetime | None] = mapped_column(default=None)  # early, by a moderator
    ended_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    words: Mapped[str] = mapped_column(default="")

    member: Mapped[Member] = relationship(foreign_keys=[member_id], lazy="raise_on_sql")

    __table_args__ = (UniqueConstraint("member_id", "number"),)

    def runs_at(self, now: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.ended_at is None and (self.until is None or self.until > now)


picture_places.stand(SpotCheck, "body_markdown", about="reviewer_id")
