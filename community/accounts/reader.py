"""The signed-in member as the frame of a page shows them."""

from dataclasses import dataclass

from community.accounts import avatars
from community.accounts.models import Member
from community.kernel.policy import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """`current_member` in templates."""

    id: int
    name: str
    display_name: str
    role: str
    avatar_url: str
    level: int
    confirmed: bool
    suspended: bool
    hides_game: bool


def reader_of(member: Member, actor: Actor) -> Reader:
    """What a page shows of who reads it."""
    return Reader(
        id=member.id,
        name=member.name,
        display_name=member.display_name,
        role=actor.role,
        avatar_url=avatars.url_of(member),
        level=actor.level,
        confirmed=actor.confirmed,
        suspended=actor.suspended,
        hides_game=member.hides_game,
    )
