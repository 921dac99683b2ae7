"""Canned reasons for refusing, each with a sentence for the author."""

from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """Why a post is not published: a word for the reviewer, a sentence for the author."""

    slug: str
    title: str
    sentence: str


REASONS: Final = Catalogue(
    [
        RefusalReason(
            "low-quality",
            N_("Says too little"),
            N_(
                "It does not say enough for others to help. Add what you see and what you tried, and send it again."
            ),
        ),
        RefusalReason(
            "private-data",
            N_("Private data"),
            N_("It shows private data. Take it out and send it again."),
        ),
        RefusalReason(
            "abuse", N_("Attacks somebody"), N_("It attacks somebody. Say what went wrong without that.")
        ),
        RefusalReason(
            "off-topic", N_("Not for this place"), N_("It is not about what this community is for.")
        ),
        RefusalReason(
            "duplicate", N_("Is there already"), N_("The same stands here already; look there first.")
        ),
        RefusalReason("shouting", N_("Shouting"), N_("Write it in small letters and send it again.")),
        RefusalReason("other", N_("Something else"), N_("A moderator explains it below.")),
    ]
)
