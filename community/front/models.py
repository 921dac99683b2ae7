"""Which blocks people use, what they leave to others, and which questions are opened from the front page."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.kernel.db import Model


class FrontUse(Model):
    """How often a member used a block or an entry of the navigation on a day. Nobody else ever sees it."""

    __tablename__ = "front_uses"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=1)


class FrontOpening(Model):
    """How often a question was opened from the front page on a day; of whom is not kept."""

    __tablename__ = "front_openings"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index("ix_front_openings_day", "day"),)


class FrontPass(Model):
    """A helper leaves a question to others: it is not offered to them again."""

    __tablename__ = "front_passes"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]


stamps.watch(FrontPass, stamps.OWN, "{row}.member_id")
