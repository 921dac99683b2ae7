"""What a new site promises until somebody changes it."""

from typing import Final

from community.kernel.words import N_
from moderation.sla.hours import Range
from moderation.sla.rules import Conditions, Terms

CALENDAR: Final = N_("Service hours")
ZONE: Final = "UTC"
_DAY: Final[tuple[Range, ...]] = ((9 * 60, 18 * 60),)
HOURS: Final = [[list(each) for each in (_DAY if day < 5 else ())] for day in range(7)]  # noqa: PLR2004
WARN_SHARE: Final = 75

# In their order; the last asks for nothing and applies to all that is left.
POLICIES: Final[tuple[tuple[str, Conditions, Terms], ...]] = (
    (
        N_("Urgent"),
        Conditions(priorities=("P1",)),
        Terms(first_response=60, next_response=60, resolution=9 * 60, warn_share=WARN_SHARE),
    ),
    (
        N_("High"),
        Conditions(priorities=("P2",)),
        Terms(first_response=120, next_response=120, resolution=18 * 60, warn_share=WARN_SHARE),
    ),
    (
        N_("Specialists"),
        Conditions(tiers=(2,)),
        Terms(first_response=9 * 60, next_response=9 * 60, resolution=45 * 60, warn_share=WARN_SHARE),
    ),
    (
        N_("Everything else"),
        Conditions(),
        Terms(first_response=240, next_response=240, resolution=27 * 60, warn_share=WARN_SHARE),
    ),
)
