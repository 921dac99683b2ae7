"""The teams of the staff; a case belongs to one of them."""

from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Team:
    """One team. `tier` is where its cases stand."""

    slug: str
    title: str
    tier: int


TEAMS: Final = Catalogue(
    [
        Team("care", N_("Customer care"), 1),
        Team("accounts", N_("Accounts and orders"), 1),
        Team("specialists", N_("Specialists"), 2),
        Team("safety", N_("Safety"), 2),
    ]
)
