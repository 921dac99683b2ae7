"""Addresses of people without an account who asked, and their questions."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class Asker(Model):
    """An address that a question came from. Only the seed of its secret word is kept.

    Letters go there from `confirmed_at` on, until `stopped_at`. `member_id` is who took the questions along.
    """

    __tablename__ = "askers"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    lang: Mapped[str]
    seed: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    sent_count: Mapped[int] = mapped_column(default=0)  # letters that ask for it to be confirmed
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None, index=True
    )

    @property
    def is_reachable(self) -> bool:
        """Whether answers may be sent there."""
        return self.confirmed_at is not None and self.stopped_at is None


class AskerQuestion(Model):
    """A question that came from an address, and until when its letters were sent there."""

    __tablename__ = "asker_questions"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("askers.id", ondelete="CASCADE"), index=True)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
