"""What campaigns do when the clock has moved: they begin, and those long over are frozen. And what they hear of."""

from datetime import datetime

from community.kernel import events
from community.kernel.unit_of_work import alone, unit_of_work
from gamification.campaigns import freezing, queries, services


def look_at_clock(_now: datetime) -> None:
    """Begin what is due to begin, then freeze what is over and ripe; one that fails stops no other."""
    for due, deed in ((queries.due_to_begin, freezing.begin), (queries.due_to_freeze, freezing.freeze)):
        for campaign_id in due():
            with alone("campaign_clock_failed", campaign=campaign_id), unit_of_work():
                deed(campaign_id)


def tag_changed(event: events.TagChanged) -> None:
    """A tag became another name of one: what was about it is about that one."""
    if event.leads_here:
        services.hand_over(event.synonym, event.tag_id)
