"""Reports of posts."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model


class Flag(Model):
    """One member's report of one post; `upheld` is None until it is decided."""

    __tablename__ = "flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    flagger_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    weight: Mapped[float]
    upheld: Mapped[bool | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    flagger: Mapped[Member] = relationship(lazy="raise_on_sql")

    __table_args__ = (UniqueConstraint("post_id", "flagger_id"),)
