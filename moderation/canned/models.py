"""Staff answers kept for reuse."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import picture_places
from community.kernel.db import Model
from community.kernel.meanwhile import base_of


class CannedResponse(Model):
    """One staff answer in one language; versions of one answer share `slug`, `category`, `shortcut`, `channel`.

    Its variables are those of the catalogue; `admins_only` ones are changed by admins alone.
    """

    __tablename__ = "canned_responses"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    lang: Mapped[str] = mapped_column(default="en")
    title: Mapped[str]
    body: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    shortcut: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    admins_only: Mapped[bool] = mapped_column(default=False)
    used_count: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )

    __table_args__ = (UniqueConstraint("slug", "lang"),)

    @property
    def base(self) -> str:
        """What its form is filled with, in short."""
        return base_of(self.title, self.body, self.category, self.shortcut, self.channel, self.admins_only)


picture_places.stand(CannedResponse, "body")
