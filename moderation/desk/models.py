"""Staff answers kept for reuse, what staff have begun to write, and which help they took."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class CannedResponse(Model):
    """One staff answer in one language; its placeholders are those of `rules.fill`."""

    __tablename__ = "canned_responses"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    lang: Mapped[str] = mapped_column(default="en")
    title: Mapped[str]
    body: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )

    __table_args__ = (UniqueConstraint("slug", "lang"),)


class CaseDraft(Model):
    """What a member of staff has begun to write in a case; `kind` is reply, private or note."""

    __tablename__ = "case_drafts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str]
    body: Mapped[str]
    saved_at: Mapped[datetime]


class HelpTaken(Model):
    """Somebody put a suggestion of the desk into their answer: a canned response or a thread, once for a case."""

    __tablename__ = "case_help_taken"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    taken_at: Mapped[datetime]
