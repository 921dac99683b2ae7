"""Telling that campaigns begin, freezing their standings, paying their rewards."""

from typing import Any

from sqlalchemy import func, insert, select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, table_of
from community.kernel.errors import Conflict
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from gamification.campaigns import queries, services
from gamification.campaigns.models import Campaign, CampaignReward, CampaignStanding
from gamification.campaigns.rewards import Purse, payments, rewards
from gamification.campaigns.rules import State
from gamification.campaigns.scoring import Standing


def begin(campaign_id: int) -> bool:
    """Tell that a campaign has begun, once; whether this call did it."""
    campaign = queries.locked(campaign_id)
    if campaign.began_at is not None or queries.state_of(campaign) is not State.RUNNING:
        return False
    campaign.began_at = clock.now()
    tag_ids = tuple(tag.id for tag in queries.tags_of([campaign.id])[campaign.id])
    tell(events.CampaignBegan(tag_ids=tag_ids, **_told(campaign)))
    return True


def freeze_by_hand(campaign_id: int, *, by: Actor) -> None:
    """Freeze a campaign that is over without waiting for its last ratings to ripen."""
    ensure(by, Permission.RUN_CAMPAIGNS)
    if not freeze(campaign_id):
        raise Conflict(N_("Only a campaign that is over and not frozen yet can be frozen."))
    services.ruled(queries.locked(campaign_id), "frozen", by=by)


def freeze(campaign_id: int) -> bool:
    """Write the final standing of a campaign that is over, and pay its rewards; whether this call did it.

    Whoever comes second waits for the first and finds nothing to do.
    """
    campaign = queries.locked(campaign_id)
    if queries.state_of(campaign) is not State.ENDED:
        return False
    found = queries.standing_now(campaign)
    scores = {place.member_id: place.score for place in found.places}
    owed = rewards(scores, Purse(campaign.budget, campaign.rate, campaign.band))
    campaign.frozen_at = clock.now()
    _write(campaign, found, owed)
    campaign.result = {
        "days": [[day.isoformat(), count] for day, count in found.by_day.items()],
        "metrics": dict(found.by_metric),
    }
    db.session.flush()
    settle_rewards(campaign.id)
    tell(
        events.CampaignFrozen(
            member_ids=tuple(scores),
            ranks=tuple(place.rank for place in found.places),
            rewards=tuple(owed[member_id] for member_id in scores),
            **_told(campaign),
        )
    )
    return True


def _write(campaign: Campaign, found: Standing, owed: dict[int, int]) -> None:
    rows = [
        {
            "campaign_id": campaign.id,
            "member_id": place.member_id,
            "rank": place.rank,
            "score": place.score,
            "reward": owed[place.member_id],
            "deed_count": place.deed_count,
            "reached_on": place.reached_on,
            "frozen_at": campaign.frozen_at,
        }
        for place in found.places
    ]
    if rows:
        db.session.execute(insert(table_of(CampaignStanding)), rows)


def settle_rewards(campaign_id: int) -> int:
    """Bring the reward ledger of a frozen campaign to what it owes; returns how many lines that took."""
    queries.locked(campaign_id)
    missing = payments(queries.owed_by(campaign_id), queries.paid_to(campaign_id))
    ledger = table_of(CampaignReward)
    query = (
        select(ledger.c.member_id, func.max(ledger.c.number))
        .where(ledger.c.campaign_id == campaign_id)
        .group_by(ledger.c.member_id)
    )
    numbers = {row[0]: row[1] for row in db.session.execute(query)}
    rows = [
        {
            "campaign_id": campaign_id,
            "member_id": member_id,
            "number": numbers.get(member_id, 0) + 1,
            "amount": amount,
            "paid_at": clock.now(),
        }
        for member_id, amount in missing.items()
    ]
    if rows:
        db.session.execute(insert(ledger), rows)
    return len(rows)


def settle_all_rewards() -> int:
    """The same for every frozen campaign, as a replay does; how many lines it took."""
    frozen = db.session.scalars(
        select(Campaign.id).where(Campaign.frozen_at.is_not(None)).order_by(Campaign.id)
    ).all()
    return sum(settle_rewards(campaign_id) for campaign_id in frozen)


def _told(campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign_id": campaign.id,
        "slug": campaign.slug,
        "title": campaign.title,
        "title_zh": campaign.title_zh,
    }
