"""The kinds of notifications for staff about cases."""

from typing import Final

from community.kernel.words import N_
from community.notifications.kind import Kind

CASES: Final = (
    Kind(
        "case",
        N_("New cases, for the team"),
        N_("A new case: “%(title)s”"),
        icon="desk",
        place="/desk/cases/%(case)s",
    ),
    Kind(
        "case-urgent",
        N_("Urgent cases, for the team"),
        N_("An urgent case has come: “%(title)s”"),
        by_email=True,
        icon="bolt",
        place="/desk/cases/%(case)s",
    ),
)
