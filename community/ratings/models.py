"""One member's stars for one answer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.kernel.db import Model

_CHANGED = text("updated_at > created_at")


class Rating(Model):
    """One to five stars. A rating without a rater was imported; the constraint keeps one a member."""

    __tablename__ = "ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"))
    rater_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    stars: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    external_source: Mapped[str | None] = mapped_column(default=None)
    external_id: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("answer_id", "rater_id"),
        UniqueConstraint("external_source", "external_id"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="one_to_five"),
        Index("ix_ratings_created", "created_at"),
        Index("ix_ratings_changed", "updated_at", sqlite_where=_CHANGED, postgresql_where=_CHANGED),
    )


class RatingTotals(Model):
    """How many ratings stand on the whole site, and the sum of their stars; one row, id 1."""

    __tablename__ = "rating_totals"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)


stamps.watch(Rating, stamps.OWN, "{row}.rater_id")
