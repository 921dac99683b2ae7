"""Staff answers kept for reuse."""

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
