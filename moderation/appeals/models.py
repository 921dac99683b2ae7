"""Appeals and what was said in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model
from moderation.appeals.rules import RUNNING, AppealState
from moderation.sanctions.models import Sanction


class Appeal(Model):
    """The one appeal against a sanction. `answer` is the reason of the decision, for its author."""

    __tablename__ = "appeals"

    id: Mapped[int] = mapped_column(primary_key=True)
    sanction_id: Mapped[int] = mapped_column(ForeignKey("sanctions.id", ondelete="CASCADE"), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(default=AppealState.OPEN)
    words: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    answer: Mapped[str] = mapped_column(default="")

    member: Mapped[Member] = relationship(foreign_keys=[member_id], lazy="raise_on_sql")
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id], lazy="raise_on_sql")
    sanction: Mapped[Sanction] = relationship(lazy="raise_on_sql")

    __table_args__ = (Index("ix_appeals_state", "state", "due_at"),)

    @property
    def running(self) -> bool:
        return self.state in RUNNING


class AppealMessage(Model):
    """A question of the decider, or an answer of the appellant."""

    __tablename__ = "appeal_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    by_member: Mapped[bool]  # who appealed, not who decides
    words: Mapped[str]
    at: Mapped[datetime]
