"""Why a member may report a post."""

from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_


@dataclass(frozen=True, slots=True)
class FlagReason:
    """One reason: a title and when to choose it."""

    slug: str
    title: str
    hint: str


REASONS: Final = Catalogue(
    [
        FlagReason("spam", N_("Advertising"), N_("It sells something, or only wants to be clicked.")),
        FlagReason("abuse", N_("Attacks somebody"), N_("It insults, threatens or shames.")),
        FlagReason("private-data", N_("Private data"), N_("A phone number, an address, an order number.")),
        FlagReason(
            "dangerous", N_("Dangerous advice"), N_("Following it could hurt somebody or break things.")
        ),
        FlagReason("off-topic", N_("Does not belong here"), N_("It is about something else.")),
        FlagReason("low-quality", N_("Of no use"), N_("Nobody could work with it.")),
        FlagReason("other", N_("Something else"), N_("Say in a sentence what is wrong.")),
    ]
)
