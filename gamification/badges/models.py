"""The giving of badges."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class BadgeAward(Model):
    """A badge given to a member. `number` counts the givings of a badge that can be earned again."""

    __tablename__ = "badge_awards"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    badge: Mapped[str]
    number: Mapped[int] = mapped_column(default=1)
    tier: Mapped[str]
    awarded_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("member_id", "badge", "number"),
        Index("ix_badge_awards_holders", "badge", "awarded_at"),
    )
