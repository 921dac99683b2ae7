"""What licences hear of from elsewhere."""

from community.kernel import events
from gamification.licences import services


def member_left(event: events.MemberClosed) -> None:
    """Who closes their account speaks for nobody any more."""
    services.leave(event.member_id)


def tag_changed(event: events.TagChanged) -> None:
    """A tag became another name of one: whoever spoke for it speaks for that one."""
    if event.leads_here:
        services.hand_over(event.synonym, event.tag_id)
