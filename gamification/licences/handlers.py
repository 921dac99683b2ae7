"""What licences hear of from elsewhere."""

from community.kernel import events
from gamification.licences import services


def member_left(event: events.MemberClosed) -> None:
    """Who closes their account speaks for nobody any more."""
    services.leave(event.member_id)
