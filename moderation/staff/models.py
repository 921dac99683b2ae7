"""What each of the staff says about their work."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel.db import Model
from community.kernel.meanwhile import base_of


class StaffProfile(Model):
    """One person's profile; who has none works with the defaults of the site.

    `skills` are names of tags, `teams` slugs of the catalogue (none: any), `languages` stand in the order of
    preference (none: not said; an empty one first: which of them is best is not said), `shift` is {"days", "opens",
    "closes"} by the member's own clock, or empty.
    """

    __tablename__ = "staff_profiles"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    skills: Mapped[list[Any]] = mapped_column(default=list)
    teams: Mapped[list[Any]] = mapped_column(default=list)
    languages: Mapped[list[Any]] = mapped_column(default=list)
    capacity: Mapped[int | None] = mapped_column(default=None)  # None: the threshold of the site
    takes_cases: Mapped[bool] = mapped_column(default=True)
    is_lead: Mapped[bool] = mapped_column(default=False)
    away_until: Mapped[datetime | None] = mapped_column(default=None)
    away_note: Mapped[str] = mapped_column(default="")
    shift: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )

    member: Mapped[Member] = relationship(foreign_keys=[member_id], lazy="raise_on_sql")

    @property
    def base(self) -> str:
        """What its form is filled with, in short."""
        lists, there = (self.skills, self.teams, self.languages), (self.away_until, self.away_note)
        return base_of(lists, self.capacity, self.takes_cases, self.is_lead, there, self.shift)
