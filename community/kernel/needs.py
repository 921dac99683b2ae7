"""What somebody would need to be to do a thing, found by asking: a level, or which role."""

from collections.abc import Callable
from typing import Final

from community.kernel.roles import Actor, Role
from community.kernel.words import N_

LEVELS: Final = {
    1: N_("This opens at level 1, participant. The page on levels says how to get there."),
    2: N_("This opens at level 2, contributor. The page on levels says how to get there."),
    3: N_("This opens at level 3, curator. The page on levels says how to get there."),
    4: N_("This opens at level 4, steward. The page on levels says how to get there."),
}
ROLES: Final = {
    Role.MODERATOR: N_("This is for moderators."),
    Role.AGENT: N_("This is for our support team."),
    Role.ADMIN: N_("This is for those who run the site."),
}


def needed(may: Callable[[Actor], bool]) -> str:
    """The sentence for whoever may not: the lowest level that opens it, else whom it is for."""
    for level, sentence in LEVELS.items():
        if may(Actor(member_id=0, confirmed=True, level=level)):
            return sentence
    for role, sentence in ROLES.items():
        if may(Actor(member_id=0, confirmed=True, role=role)):
            return sentence
    return N_("You may not do this.")
