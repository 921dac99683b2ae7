"""Needs and their moves up and down the ladder."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel import picture_places, stamps
from community.kernel.db import Model
from community.routing.rules import MoveReason, Stage

__all__ = ["Invitation", "Letter", "Move", "MoveReason", "Need", "SelfHelp", "Stage"]


class Need(Model):
    """What a customer needs, one for each question; where it stands on the ladder now."""

    __tablename__ = "needs"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), unique=True)
    stage: Mapped[str]
    stage_since: Mapped[datetime]
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_by: Mapped[str | None] = mapped_column(default=None)  # stage credited in the resolution ledger
    unsolved_count: Mapped[int] = mapped_column(default=0)  # how often the asker said "still not solved"
    ring_count: Mapped[int] = mapped_column(default=0)  # how many rings of helpers were called since it came

    __table_args__ = (Index("ix_needs_stage", "stage", "stage_since"),)


class Move(Model):
    """One step on the ladder, with its reason, what it rests on and who or what decided."""

    __tablename__ = "moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    reason: Mapped[str]
    rule: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    note: Mapped[str] = mapped_column(default="")
    sentence: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the site's own words, by language
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "ix_moves_by",
            "by_id",
            "created_at",
            sqlite_where=text("by_id IS NOT NULL"),
            postgresql_where=text("by_id IS NOT NULL"),
        ),
    )


class Invitation(Model):
    """A helper was asked to look at a need: once, whatever they did with it.

    `day` and `slot` count what a helper was asked on their day, so that no budget is ever overdrawn.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    ring: Mapped[int]
    day: Mapped[date]
    slot: Mapped[int]
    tags: Mapped[list[Any]] = mapped_column(default=list)  # of the question, that the helper knows
    lang: Mapped[str]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    declined_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("need_id", "member_id"),
        UniqueConstraint("member_id", "day", "slot"),
        Index("ix_invitations_member", "member_id", "created_at"),
    )


class SelfHelp(Model):
    """A visitor found the solution among what was suggested while asking, and asked nothing: self-service.

    Counted once a visitor, thread and day; `visitor` is a keyed mark, never an address.
    """

    __tablename__ = "self_helps"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    visitor: Mapped[str]
    day: Mapped[date]
    lang: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("visitor", "question_id", "day"),)


class Letter(Model):
    """What staff and the asker write to each other alone, where the thread is not the place.

    `read_at` is when the other side saw it; `key` keeps a form that is sent twice from writing twice.
    """

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    body_markdown: Mapped[str]
    body_html: Mapped[str]
    created_at: Mapped[datetime]
    from_asker: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str | None] = mapped_column(default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    masked_at: Mapped[datetime | None] = mapped_column(default=None)  # when private data left it

    author: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (UniqueConstraint("need_id", "key"),)


stamps.watch(Need, stamps.THREAD, "{row}.question_id")
# The front page says to askers and helpers with whom a question is.
stamps.watch(Need, stamps.LISTS, "0", columns=("stage",))
stamps.watch(Invitation, stamps.OWN, "{row}.member_id")

picture_places.stand(Letter, "body_markdown", about="need_id")
