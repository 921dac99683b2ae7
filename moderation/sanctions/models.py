"""Sanctions, the posts that led to them as they were, and notes on members."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel import picture_places
from community.kernel.db import Model
from community.kernel.meanwhile import base_of
from moderation.sanctions.rules import Kind


class Sanction(Model):
    """One thing that was done to a member or a post of theirs.

    The database allows one of a kind at a time: `what` is the limit, `about_id` the removed post, 0 for the rest.
    """

    __tablename__ = "sanctions"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    what: Mapped[str] = mapped_column(default="")
    about_id: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    template: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")  # for the member
    note: Mapped[str] = mapped_column(default="")  # for those who moderate
    imposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    decided_by: Mapped[list[Any]] = mapped_column(default=list)  # ids of everyone who agreed to it
    item_id: Mapped[int | None] = mapped_column(default=None)  # the review item where it began
    imposed_at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end: Mapped[str] = mapped_column(default="")
    ended_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    end_words: Mapped[str] = mapped_column(default="")
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)  # its author deleted the removed post
    struck: Mapped[bool] = mapped_column(default=False)  # an appeal was granted: it counts for nothing

    member: Mapped[Member] = relationship(foreign_keys=[member_id], lazy="raise_on_sql")
    imposed_by: Mapped[Member | None] = relationship(foreign_keys=[imposed_by_id], lazy="raise_on_sql")

    __table_args__ = (
        Index(
            "uq_sanctions_active",
            "member_id",
            "kind",
            "what",
            "about_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_sanctions_until", "ended_at", "until"),
        Index("ix_sanctions_about_id", "about_id"),
    )

    @property
    def active(self) -> bool:
        return self.ended_at is None

    @property
    def on_post(self) -> bool:
        return self.kind == Kind.REMOVAL

    @property
    def base(self) -> str:
        """What the form for letting it last longer is filled with, in short."""
        return base_of(self.until)


class SanctionPost(Model):
    """A post that led to a sanction, as it was at that moment, its private data masked.

    For its author and for those who decide, alone; the words go once nobody may appeal any more.
    """

    __tablename__ = "sanction_posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    sanction_id: Mapped[int] = mapped_column(ForeignKey("sanctions.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    body_markdown: Mapped[str]
    body_html: Mapped[str]
    lang: Mapped[str] = mapped_column(default="en")
    written_at: Mapped[datetime]
    frozen_at: Mapped[datetime]
    erased_at: Mapped[datetime | None] = mapped_column(default=None)


class ConductNote(Model):
    """What one moderator wants the others to know of a member."""

    __tablename__ = "conduct_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    words: Mapped[str]
    created_at: Mapped[datetime]

    by: Mapped[Member | None] = relationship(foreign_keys=[by_id], lazy="raise_on_sql")


picture_places.stand(SanctionPost, "body_markdown", about="sanction_id")
