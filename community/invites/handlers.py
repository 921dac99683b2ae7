"""What invitations do when somebody comes or goes."""

from community.invites import services
from community.kernel.events import EmailConfirmed, MemberClosed


def came(event: EmailConfirmed) -> None:
    """Whoever came by an invitation takes one of its places; without one there is no account."""
    if event.invite_id is not None:
        services.take_place(event.invite_id, event.member_id)


def closed(event: MemberClosed) -> None:
    """The person goes, and with them the address they were invited at, and whom they invited in which words."""
    services.forget_addresses(event.member_id, event.address)
    services.forget_sender(event.member_id)
