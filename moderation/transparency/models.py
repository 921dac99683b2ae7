"""What is counted for everyone: days that were added up, and facts that wait to be."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class PublicDay(Model):
    """The counts of one UTC day, by key, such as {"act:post-hidden": 2, "gate:held": 5}."""

    __tablename__ = "public_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class PublicFact(Model):
    """Something to be counted that no log tells; it goes once its day has it."""

    __tablename__ = "public_facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    keys: Mapped[list[Any]]


class PublicMark(Model):
    """How far the log is in the days; one row, locked by whoever adds up."""

    __tablename__ = "public_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
