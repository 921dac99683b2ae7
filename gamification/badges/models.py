"""The giving of badges, which of them a member shows, and badges that were made on this site."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.kernel.db import Model
from community.posts.models import Post


class BadgeAward(Model):
    """A badge given to a member. `number` counts the givings of a badge that can be earned again.

    One that expires lapses at `expires_at` and stays as history; only awards without `lapsed_at` count.
    `seen_at` is when the member put the news away; an award given without news has been seen from the start.
    """

    __tablename__ = "badge_awards"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    badge: Mapped[str]
    number: Mapped[int] = mapped_column(default=1)
    tier: Mapped[str]
    awarded_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    lapsed_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("member_id", "badge", "number"),
        Index("ix_badge_awards_holders", "badge", "awarded_at"),
        Index("ix_badge_awards_expiry", "lapsed_at", "expires_at"),
    )


class ChosenBadge(Model):
    """A badge that a member wants to be seen on the profile; `position` keeps the member's order."""

    __tablename__ = "chosen_badges"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    badge: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class CustomState(StrEnum):
    """Where a badge that was made on this site stands."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"  # stays with those who have it, is given to nobody else


class CustomBadge(Model):
    """A badge that an admin made from the same metrics as those of the catalogue.

    `changes` holds what was changed since it went live and is not live yet; `to_give` and `given` tell how
    far the looking back is that began when it went live.
    """

    __tablename__ = "custom_badges"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=CustomState.DRAFT, index=True)
    title: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    blurb: Mapped[str] = mapped_column(default="")
    blurb_zh: Mapped[str] = mapped_column(default="")
    tier: Mapped[str]
    family: Mapped[str]
    glyph: Mapped[str]
    metric: Mapped[str]
    threshold: Mapped[int]
    window: Mapped[str] = mapped_column(default="")  # 30d, month, year, 2026, 2026-05; empty: all time
    tag: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(default="")
    gate_mean: Mapped[float | None] = mapped_column(default=None)
    gate_ratings: Mapped[int | None] = mapped_column(default=None)
    repeatable: Mapped[bool] = mapped_column(default=False)
    expires_after: Mapped[int | None] = mapped_column(default=None)  # days
    revocable: Mapped[bool] = mapped_column(default=False)
    secret: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    to_give: Mapped[int] = mapped_column(default=0)
    given: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    live_at: Mapped[datetime | None] = mapped_column(default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (CheckConstraint("threshold >= 1", name="asks_for_something"),)

    @property
    def is_draft(self) -> bool:
        return self.state == CustomState.DRAFT

    @property
    def is_retired(self) -> bool:
        return self.state == CustomState.RETIRED


for _each in (BadgeAward, ChosenBadge):
    stamps.watch(_each, stamps.MEMBER, "{row}.member_id")
stamps.watch(
    BadgeAward,
    stamps.AWARDS,
    "0",
    columns=("member_id", "badge", "number", "awarded_at", "lapsed_at"),
    new=True,
)
stamps.watch(CustomBadge, stamps.AWARDS, "0")
# How rare a badge is goes by how many have written anything: that changes with somebody's first post, and their last.
_ONLY: Final = (
    "CASE WHEN NOT EXISTS (SELECT 1 FROM posts AS p WHERE p.author_id = {row}.author_id AND p.id <> {row}.id)"
    " THEN 0 END"
)
stamps.watch(Post, stamps.AWARDS, _ONLY, columns=("author_id",), new=True)
