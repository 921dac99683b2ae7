"""Pictures of members: where they lie, and what a page shows."""

from community.accounts.models import Member


def url_of(member: Member) -> str:
    """The address of the member's picture; empty when they have none."""
    return f"/avatars/{member.avatar_key}" if member.avatar_key else ""
