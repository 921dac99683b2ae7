"""What posts do when members go."""

from community.kernel import events
from community.posts import pictures_of_leavers, vault


def forget_author(event: events.MemberClosed) -> None:
    """Nothing private of somebody who left is kept."""
    vault.forget_author(event.member_id)
    pictures_of_leavers.forget_later(event.member_id)
