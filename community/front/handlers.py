"""What the front page forgets when somebody goes."""

from community.front import services
from community.kernel.events import MemberClosed


def closed(event: MemberClosed) -> None:
    """The person goes, and with them what was counted of them."""
    services.forget_member(event.member_id)
