"""Campaigns, their final standings, and the ledger that pays their rewards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.kernel.db import Model
from community.posts.models import EditSuggestion
from gamification.reputation.models import LedgerRuling, MutualPair, ToldDeed


class Campaign(Model):
    """One campaign. At least one of the two titles is there; `weights` holds what each metric is worth.

    What state it is in follows from its moments (`rules.state`). `result` is what the results page draws,
    kept when the standing was frozen: from then on nothing of it is read from the record again.
    """

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title_key: Mapped[str] = mapped_column(unique=True)  # folded look of the first title
    orientation: Mapped[str]  # an Orientation value
    title: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    text_zh: Mapped[str] = mapped_column(default="")
    weights: Mapped[dict[str, Any]]
    lang: Mapped[str] = mapped_column(default="")  # "": every language
    product: Mapped[str] = mapped_column(default="")  # "": every product
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    daily_cap: Mapped[int]  # the most that a UTC day brings one member
    pair_cap: Mapped[int]  # the most that one person brings another in the whole campaign
    ties: Mapped[str]  # a Ties value
    budget: Mapped[int] = mapped_column(default=0)  # 0: no rewards
    unit: Mapped[str] = mapped_column(default="")  # what is paid, as the company calls it
    unit_zh: Mapped[str] = mapped_column(default="")
    rate: Mapped[int] = mapped_column(default=1)  # units for a point at the full rate
    band: Mapped[int] = mapped_column(default=1)  # points that are paid at the full rate
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    began_at: Mapped[datetime | None] = mapped_column(default=None)  # when its beginning was told
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str] = mapped_column(default="")
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    result: Mapped[dict[str, Any] | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_later"),
        CheckConstraint("budget >= 0", name="budget_not_negative"),
        Index("ix_campaigns_ends_at", "ends_at"),
    )


class CampaignTag(Model):
    """A campaign looks at questions of this tag; without any it looks at all."""

    __tablename__ = "campaign_tags"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CampaignStanding(Model):
    """One row of a final standing: written once, when the campaign is frozen, and never again.

    `reward` is what the campaign owes the member; the reward ledger is settled to it.
    """

    __tablename__ = "campaign_standings"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rank: Mapped[int]
    score: Mapped[int]
    reward: Mapped[int] = mapped_column(default=0)
    deed_count: Mapped[int] = mapped_column(default=0)
    reached_on: Mapped[date]  # the UTC day on which the score was reached
    frozen_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("rank >= 1", name="rank_from_one"),
        CheckConstraint("score > 0", name="score_says_something"),
        CheckConstraint("reward >= 0", name="reward_not_negative"),
        Index("ix_campaign_standings_order", "campaign_id", "rank"),
    )


class CampaignReward(Model):
    """One line of the reward ledger. Lines are only ever added; those of a member add up to what is owed."""

    __tablename__ = "campaign_rewards"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]  # counts the lines of one member: two writers cannot both add one
    amount: Mapped[int]
    paid_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("campaign_id", "member_id", "number"),
        CheckConstraint("amount <> 0", name="says_something"),
    )


for _each in (Campaign, CampaignTag, CampaignStanding):
    stamps.watch(_each, stamps.CAMPAIGNS, "0")
# What counts in one that runs, and what no other stamp tells of.
for _told in (EditSuggestion, ToldDeed, LedgerRuling, MutualPair):
    stamps.watch(_told, stamps.CAMPAIGNS, "0")
