"""Licences of customer reps, and every move that they made."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.kernel.db import Model


class RepLicence(Model):
    """What one member is, or wants to be, for one topic in one language: a single row for good.

    `move_count` numbers its moves, and is what two who decide at once are told apart by.
    """

    __tablename__ = "rep_licences"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), index=True)
    lang: Mapped[str]
    state: Mapped[str]  # a State value
    words: Mapped[str]  # why they want it, in their own words
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)  # when staff last made a move
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    reason: Mapped[str] = mapped_column(default="")  # what staff said with it
    move_count: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("member_id", "tag_id", "lang"),
        Index("ix_rep_licences_state", "state", "applied_at"),
    )


class RepLicenceMove(Model):
    """One move of a licence. Lines are only ever added."""

    __tablename__ = "rep_licence_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("rep_licences.id", ondelete="CASCADE"))
    number: Mapped[int]
    from_state: Mapped[str] = mapped_column(default="")  # "": the first application
    to_state: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("licence_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )


stamps.watch(RepLicence, stamps.SITE, "0", columns=("state",))
