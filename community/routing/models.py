"""Needs and their moves up and down the ladder."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model
from community.routing.rules import MoveReason, Stage

__all__ = ["Letter", "Move", "MoveReason", "Need", "Stage"]


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
    created_at: Mapped[datetime]


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
