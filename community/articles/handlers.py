"""What articles do when somebody leaves."""

from community.articles import services
from community.kernel import events


def author_left(event: events.MemberClosed) -> None:
    """The articles stay, without the person."""
    services.forget_member(event.member_id)
