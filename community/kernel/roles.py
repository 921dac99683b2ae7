"""Who somebody is, as far as permission needs to know."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from community.kernel.errors import SignInNeeded


class Role(StrEnum):
    """What a member was appointed to; standing is earned instead."""

    MEMBER = "member"
    MODERATOR = "moderator"
    AGENT = "agent"
    SPECIALIST = "specialist"
    ADMIN = "admin"


STAFF: Final = frozenset({Role.AGENT, Role.SPECIALIST, Role.ADMIN})
MODERATORS: Final = frozenset({Role.MODERATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as far as permission needs to know. Nobody has no `member_id`."""

    member_id: int | None = None
    name: str = ""
    role: Role = Role.MEMBER
    level: int = 0
    privileges: frozenset[str] = field(default_factory=frozenset)
    confirmed: bool = False
    suspended: bool = False
    restraints: frozenset[str] = frozenset()  # what they are kept from for a time
    scopes: frozenset[str] | None = None  # of an API token; None: a person in a browser
    waiting_role: Role | None = (
        None  # what they were appointed to, until a second factor protects the account
    )

    @property
    def signed_in(self) -> bool:
        return self.member_id is not None

    @property
    def is_staff(self) -> bool:
        return self.signed_in and self.role in STAFF

    @property
    def moderates(self) -> bool:
        return self.signed_in and self.role in MODERATORS

    @property
    def id(self) -> int:
        """The member's id; raises SignInNeeded for nobody."""
        if self.member_id is None:
            raise SignInNeeded
        return self.member_id


NOBODY: Final = Actor()
SYSTEM: Final = Actor(name="system", role=Role.ADMIN, confirmed=True)
