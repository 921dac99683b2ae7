"""Macros that staff keep."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model
from community.kernel.meanwhile import base_of
from moderation.macros.rules import Step, step_of


class Macro(Model):
    """A named list of deeds with what they need; `admins_only` ones are changed by admins alone."""

    __tablename__ = "macros"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    steps: Mapped[list[Any]] = mapped_column(default=list)  # as `Step.record` writes them
    admins_only: Mapped[bool] = mapped_column(default=False)
    used_count: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )

    @property
    def base(self) -> str:
        """What its form is filled with, in short."""
        return base_of(self.title, self.steps, self.admins_only)

    @property
    def deeds(self) -> list[Step]:
        """Its steps."""
        return [step_of(each) for each in self.steps]
