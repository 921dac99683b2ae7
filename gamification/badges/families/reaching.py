"""Badges for reaching out, for campaigns, and the secret ones."""

from typing import Final

from community.kernel.words import N_
from gamification.badges.metrics import Metric
from gamification.badges.rules import Badge, Family, Tier

REACHING: Final = (
    # social channels
    Badge(
        slug="passed-on",
        title=N_("Passed on"),
        blurb=N_("Twenty-five visitors came through links you shared."),
        tier=Tier.BRONZE,
        family=Family.CHANNELS,
        metric=Metric.SHARE_VISITS,
        threshold=25,
    ),
    Badge(
        slug="town-crier",
        title=N_("Town crier"),
        blurb=N_("Three hundred visitors came through links you shared."),
        tier=Tier.SILVER,
        family=Family.CHANNELS,
        metric=Metric.SHARE_VISITS,
        threshold=300,
    ),
    Badge(
        slug="well-known",
        title=N_("Well known"),
        blurb=N_("One thousand visitors came through links you shared."),
        tier=Tier.GOLD,
        family=Family.CHANNELS,
        metric=Metric.SHARE_VISITS,
        threshold=1_000,
    ),
    # campaigns
    Badge(
        slug="joined-in",
        title=N_("Joined in"),
        blurb=N_("Scored in a campaign."),
        tier=Tier.BRONZE,
        family=Family.CAMPAIGNS,
        metric=Metric.CAMPAIGNS_SCORED,
        threshold=1,
    ),
    Badge(
        slug="podium",
        title=N_("On the podium"),
        blurb=N_("Was among the first three of a campaign."),
        tier=Tier.SILVER,
        family=Family.CAMPAIGNS,
        metric=Metric.CAMPAIGN_PODIUMS,
        threshold=1,
        repeatable=True,
    ),
    Badge(
        slug="champion",
        title=N_("Champion"),
        blurb=N_("Came first in a campaign."),
        tier=Tier.GOLD,
        family=Family.CAMPAIGNS,
        metric=Metric.CAMPAIGN_WINS,
        threshold=1,
        repeatable=True,
    ),
    # secret
    Badge(
        slug="late-rescue",
        title=N_("Better late"),
        blurb=N_("Solved a question that had waited for a month."),
        tier=Tier.BRONZE,
        family=Family.SECRET,
        metric=Metric.LATE_RESCUES,
        threshold=1,
        secret=True,
    ),
    Badge(
        slug="comeback",
        title=N_("Welcome back"),
        blurb=N_("Solved a question with the first words after a year away."),
        tier=Tier.BRONZE,
        family=Family.SECRET,
        metric=Metric.COMEBACKS,
        threshold=1,
        secret=True,
    ),
    Badge(
        slug="two-tongues",
        title=N_("Two tongues"),
        blurb=N_("Wrote good answers in two languages."),
        tier=Tier.SILVER,
        family=Family.SECRET,
        metric=Metric.LANGUAGES,
        threshold=2,
        secret=True,
    ),
    Badge(
        slug="leap-day",
        title=N_("Leap day"),
        blurb=N_("Wrote a good answer on a 29 February."),
        tier=Tier.SILVER,
        family=Family.SECRET,
        metric=Metric.LEAP_DAY_ANSWERS,
        threshold=1,
        secret=True,
    ),
)
