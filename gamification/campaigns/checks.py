"""What must hold of campaigns: ranks without gaps, rewards paid as owed and never above the budget."""

from itertools import groupby
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.imports.breaches import told
from community.kernel.checks import Check
from community.kernel.db import table_of
from gamification.campaigns.models import Campaign, CampaignReward, CampaignStanding
from gamification.campaigns.scoring import ranked

campaign, standing, ledger = map(table_of, (Campaign, CampaignStanding, CampaignReward))


def standings_are_final(session: Session) -> list[str]:
    """Ranks count those who are better, by the campaign's own rule for ties; only frozen campaigns have them."""
    query = (
        select(standing, campaign.c.slug, campaign.c.ties, campaign.c.frozen_at.label("final_since"))
        .join(campaign, campaign.c.id == standing.c.campaign_id)
        .order_by(standing.c.campaign_id)
    )
    lines = []
    for (slug, ties, since), rows in groupby(
        session.execute(query), lambda row: (row.slug, row.ties, row.final_since)
    ):
        found = list(rows)
        if since is None or any(row.frozen_at != since for row in found):
            lines.append(f"campaign {slug} has a standing that was not written when it was frozen")
        true = ranked([(row.member_id, row.score, row.deed_count, row.reached_on) for row in found], ties)
        held = {row.member_id: row.rank for row in found}
        lines += [
            f"member {place.member_id} has rank {held[place.member_id]} in campaign {slug}, should have {place.rank}"
            for place in true
            if held[place.member_id] != place.rank
        ]
    return told(lines)


def rewards_are_paid(session: Session) -> list[str]:
    """The reward ledger pays what the standings owe, and no campaign more than its budget."""
    paid = (
        select(ledger.c.campaign_id, ledger.c.member_id, func.sum(ledger.c.amount).label("paid"))
        .group_by(ledger.c.campaign_id, ledger.c.member_id)
        .subquery()
    )
    same = (paid.c.campaign_id == standing.c.campaign_id) & (paid.c.member_id == standing.c.member_id)
    amount = func.coalesce(paid.c.paid, 0)
    wrong = (
        select(standing.c.campaign_id, standing.c.member_id, amount, standing.c.reward)
        .outerjoin(paid, same)
        .where(amount != standing.c.reward)
    )
    lines = [
        f"member {row[1]} was paid {row[2]} for campaign {row[0]}, is owed {row[3]}"
        for row in session.execute(wrong)
    ]
    unowed = (
        select(paid.c.campaign_id, paid.c.member_id)
        .outerjoin(standing, same)
        .where(standing.c.member_id.is_(None), paid.c.paid != 0)
    )
    lines += [
        f"member {row[1]} was paid for campaign {row[0]} without a place in it"
        for row in session.execute(unowed)
    ]
    spent = select(ledger.c.campaign_id, func.sum(ledger.c.amount).label("spent")).group_by(
        ledger.c.campaign_id
    )
    sums = spent.subquery()
    over = (
        select(campaign.c.slug, sums.c.spent, campaign.c.budget)
        .join(sums, sums.c.campaign_id == campaign.c.id)
        .where(sums.c.spent > campaign.c.budget)
    )
    lines += [
        f"campaign {row[0]} paid {row[1]}, more than its budget of {row[2]}" for row in session.execute(over)
    ]
    return told(lines)


CHECKS: Final = (
    Check("campaign-standings", standings_are_final),
    Check("campaign-rewards", rewards_are_paid),
)
