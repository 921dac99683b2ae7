"""What follows for links to accounts elsewhere from what happens here."""

from community.kernel import events
from community.oidc import services


def closed(event: events.MemberClosed) -> None:
    """A closed account is opened by nobody."""
    services.forget(event.member_id)
