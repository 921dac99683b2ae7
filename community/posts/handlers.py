"""What posts do when members go."""

from community.kernel import events
from community.posts import vault


def forget_author(event: events.MemberClosed) -> None:
    """Nothing private of somebody who left is kept."""
    vault.forget_author(event.member_id)
