"""What invitations do when something happens to their guests."""

from community.invites import services
from community.kernel.events import MemberClosed


def closed(event: MemberClosed) -> None:
    """The person goes, and with them the address at which they were invited."""
    services.forget_addresses(event.member_id)
