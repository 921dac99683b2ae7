"""What invitations do when somebody goes."""

from community.invites import services
from community.kernel.events import MemberClosed


def closed(event: MemberClosed) -> None:
    """The person goes, and with them the address they were invited at, and whom they invited in which words."""
    services.forget_addresses(event.member_id)
    services.forget_sender(event.member_id)
