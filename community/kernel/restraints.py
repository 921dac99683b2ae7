"""What a member may be kept from for a time, besides being suspended, and the sentence that says so."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from community.kernel.words import N_


class Restraint(StrEnum):
    """One thing that does not go as usual."""

    LOOKED_AT = "looked-at"  # posts wait until somebody has looked
    NO_LINKS = "no-links"  # nor pictures
    FEW_POSTS = "few-posts"  # so many a day, comments included
    NO_COMMENTS = "no-comments"
    NO_RATINGS = "no-ratings"
    NO_FLAGS = "no-flags"
    NO_EDITS = "no-edits"  # of what others wrote
    NO_AGREEMENT = "no-agreement"  # they took back what they had agreed to: their own choice, no sanction


WARNED: Final = "warned"  # a warning waits to be read: it keeps nobody from anything
SENTENCES: Final[Mapping[str, str]] = {
    Restraint.NO_AGREEMENT: N_(
        "You took back your agreement to the rules, so you can read but not write. "
        "You can agree again in your settings."
    ),
    Restraint.NO_COMMENTS: N_(
        "You cannot comment for now. Why and until when stands on your page of sanctions."
    ),
    Restraint.NO_RATINGS: N_(
        "You cannot give stars for now. Why and until when stands on your page of sanctions."
    ),
    Restraint.NO_FLAGS: N_(
        "You cannot report posts for now. Why and until when stands on your page of sanctions."
    ),
    Restraint.NO_EDITS: N_(
        "You cannot edit what others wrote for now. Why and until when stands on your page of sanctions."
    ),
}


def in_force(kept: Mapping[str, Any], now: datetime) -> frozenset[str]:
    """Which of a member's restraints hold at this moment; None is a restraint without an end."""
    return frozenset(
        slug for slug, until in kept.items() if until is None or datetime.fromisoformat(until) > now
    )
