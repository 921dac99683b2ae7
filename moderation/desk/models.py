"""What staff have begun to write in a case, and which help they took for it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


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
