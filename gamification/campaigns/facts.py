"""What templates ask about one campaign: `campaign_facts` in pages."""

from datetime import UTC, date, datetime, timedelta

from community.kernel import clock
from gamification.campaigns.models import Campaign
from gamification.campaigns.queries import in_own_words, state_of, title_of

__all__ = ["days_left", "days_to_start", "last_day", "state_of", "text_of", "title_of", "unit_of"]


def text_of(campaign: Campaign) -> str:
    return in_own_words(campaign.text, campaign.text_zh)


def unit_of(campaign: Campaign) -> str:
    return in_own_words(campaign.unit, campaign.unit_zh)


def last_day(campaign: Campaign) -> date:
    """The last UTC day that belongs to a campaign at least in part."""
    return (campaign.ends_at - timedelta(microseconds=1)).astimezone(UTC).date()


def days_left(campaign: Campaign) -> int:
    """How many days are left, the begun one counted in full."""
    return _days(campaign.ends_at)


def days_to_start(campaign: Campaign) -> int:
    return _days(campaign.starts_at)


def _days(moment: datetime) -> int:
    return max(0, -int((clock.now() - moment).total_seconds() // 86_400))
