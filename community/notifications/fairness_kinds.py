"""The kinds of notifications about points and ratings that a person looked at."""

from typing import Final

from community.kernel.words import N_
from community.notifications.kind import Kind

FAIRNESS: Final = (
    Kind(
        "points-undone",
        N_("Points undone"),
        N_("Our team took back points of yours: %(reason)s"),
        icon="info",
        place="/members/%(name)s/reputation",
    ),
    Kind(
        "points-restored",
        N_("Points given back"),
        N_("Points of yours count again: %(reason)s"),
        icon="info",
        place="/members/%(name)s/reputation",
    ),
    Kind(
        "integrity-confirmed",
        N_("Ratings or points that no longer count"),
        N_(
            "Our team looked at how answers were rated; some ratings or points of yours no longer count: %(reason)s"
        ),
        by_email=True,
        icon="info",
    ),
    Kind(
        "integrity-dismissed",
        N_("Ratings found to be fine"),
        N_("Our team looked at how answers were rated and found nothing wrong; what was held counts again"),
        icon="check",
    ),
    Kind(
        "integrity-undone",
        N_("Decisions taken back"),
        N_("Our team took back a decision about ratings or points of yours: %(reason)s"),
        icon="undo",
    ),
)
