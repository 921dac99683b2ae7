"""Invitations of people who are not here yet, and who came by them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model
from community.kernel.policy import Role


class Invite(Model):
    """One invitation: to an address by letter, or a link to pass on. Only the hash of its secret word is kept."""

    __tablename__ = "invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(default=None)  # None: a link to pass on
    email_key: Mapped[str | None] = mapped_column(index=True, default=None)
    words: Mapped[str] = mapped_column(default="")
    lang: Mapped[str]
    role: Mapped[str] = mapped_column(default=Role.MEMBER)
    topics: Mapped[list[Any]] = mapped_column(default=list)  # tags that the guest may know
    uses_most: Mapped[int] = mapped_column(default=1)
    used_count: Mapped[int] = mapped_column(default=0)
    sent_count: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    by: Mapped[Member | None] = relationship(lazy="joined")

    def is_open(self, now: datetime) -> bool:
        """Whether somebody can still come by it."""
        return self.revoked_at is None and self.expires_at > now and self.used_count < self.uses_most


class InviteUse(Model):
    """Somebody came by an invitation."""

    __tablename__ = "invite_uses"

    id: Mapped[int] = mapped_column(primary_key=True)
    invite_id: Mapped[int] = mapped_column(ForeignKey("invites.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    used_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (UniqueConstraint("member_id"),)
