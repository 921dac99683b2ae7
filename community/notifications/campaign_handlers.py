"""Who is told of campaigns."""

from sqlalchemy import select

from community.kernel import events
from community.kernel.db import db
from community.notifications.handlers import MOST_TOLD
from community.notifications.services import notify
from community.tags.models import TagFollow


def began(event: events.CampaignBegan) -> None:
    """Those who follow a tag of the campaign hear that it runs."""
    if not event.tag_ids:
        return
    followers = db.session.scalars(
        select(TagFollow.member_id).where(TagFollow.tag_id.in_(event.tag_ids)).distinct().limit(MOST_TOLD)
    )
    notify(list(followers), "campaign-began", f"campaign-began:{event.campaign_id}", data=_about(event))


def frozen(event: events.CampaignFrozen) -> None:
    """Everyone with a place hears which."""
    for member_id, rank in zip(event.member_ids, event.ranks, strict=True):
        data = _about(event) | {"rank": rank}
        notify([member_id], "campaign-result", f"campaign-result:{event.campaign_id}", data=data)


def _about(event: events.CampaignEvent) -> dict[str, object]:
    return {
        "title": {"en": event.title, "zh-Hans": event.title_zh},  # the reader's language is chosen later
        "slug": event.slug,
    }
