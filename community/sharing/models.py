"""Visits through share links."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class ShareVisit(Model):
    """Somebody came to a question by a member's link; a visitor counts once a day, question and sharer.

    `visitor` is a keyed hash with a salt of the day: neither address nor browser are kept.
    """

    __tablename__ = "share_visits"

    sharer_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    visitor: Mapped[str] = mapped_column(primary_key=True)
