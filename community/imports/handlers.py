"""What follows for everything that is kept from what happens elsewhere."""

from community.imports import forgetting
from community.kernel import events


def closed(event: events.MemberClosed) -> None:
    """Somebody has left for good."""
    forgetting.forget(event.member_id)
