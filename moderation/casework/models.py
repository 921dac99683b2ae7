"""Who looks at a case, what was handed over, passed on and merged, and when cases were given out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import PASSING, Model
from moderation.casework.rules import HandOverState

_PENDING = text("state = 'pending'")


class CasePresence(Model):
    """Somebody of the staff has a case before them; a note of running processes, worth nothing a minute later."""

    __tablename__ = "case_presence"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    typing_at: Mapped[datetime | None] = mapped_column(default=None)

    member: Mapped[Member] = relationship(lazy="raise_on_sql")

    __table_args__ = ({"info": {PASSING: True}},)


class HandOver(Model):
    """A case that was given to a person or a team and waits to be taken; the database allows one at a time.

    Without `giver_id` it is an offer of the site. `before_team` is where it goes back to.
    """

    __tablename__ = "hand_overs"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    receiver_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None, index=True
    )
    is_offer: Mapped[bool] = mapped_column(default=False)
    team: Mapped[str] = mapped_column(default="")
    before_team: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=HandOverState.PENDING)
    minutes: Mapped[int]
    created_at: Mapped[datetime]
    return_at: Mapped[datetime]
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    reason: Mapped[str] = mapped_column(default="")  # why it was declined

    giver: Mapped[Member | None] = relationship(foreign_keys=[giver_id], lazy="raise_on_sql")
    receiver: Mapped[Member | None] = relationship(foreign_keys=[receiver_id], lazy="raise_on_sql")

    __table_args__ = (
        Index(
            "uq_hand_overs_pending",
            "case_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index("ix_hand_overs_return", "state", "return_at"),
    )


class CaseBrief(Model):
    """What tier 1 told tier 2 by a template; once sent back, why."""

    __tablename__ = "case_briefs"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    template: Mapped[str]
    told: Mapped[dict[str, Any]]  # slug of the field -> text
    from_team: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    created_at: Mapped[datetime]
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    return_reason: Mapped[str] = mapped_column(default="")

    by: Mapped[Member | None] = relationship(foreign_keys=[by_id], lazy="raise_on_sql")
    returned_by: Mapped[Member | None] = relationship(foreign_keys=[returned_by_id], lazy="raise_on_sql")


class CaseMerge(Model):
    """One case went on in another: all that moved, so that it can be told apart again."""

    __tablename__ = "case_merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), unique=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)  # table -> ids
    created_at: Mapped[datetime]


class DistributionRound(Model):
    """One row: when cases were last given out; held by whoever gives one out, so that nobody is overloaded."""

    __tablename__ = "distribution_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_at: Mapped[datetime]
