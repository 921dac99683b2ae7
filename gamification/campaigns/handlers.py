"""What campaigns do when the clock has moved: they begin, and those long over are frozen. And what they hear of."""

from datetime import datetime

from community.kernel import events
from community.kernel.unit_of_work import unit_of_work
from gamification.campaigns import freezing, queries, services


def look_at_clock(_now: datetime) -> None:
    """Begin what is due to begin, then freeze what is over and ripe; each in a transaction of its own."""
    for campaign_id in queries.due_to_begin():
        with unit_of_work():
            freezing.begin(campaign_id)
    for campaign_id in queries.due_to_freeze():
        with unit_of_work():
            freezing.freeze(campaign_id)


def tag_changed(event: events.TagChanged) -> None:
    """A tag became another name of one: what was about it is about that one."""
    if event.act == "synonym-added":
        services.hand_over(event.synonym, event.tag_id)
