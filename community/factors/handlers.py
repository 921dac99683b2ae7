"""What follows for second factors from what happens elsewhere."""

from community.factors import services
from community.kernel import events


def closed(event: events.MemberClosed) -> None:
    """An account that is closed needs none."""
    services.forget(event.member_id)
