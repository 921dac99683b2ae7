"""What those who run the site hear of its own works."""

from typing import Final

from community.kernel.words import N_
from community.notifications.kind import Kind

SITE: Final = (
    Kind(
        "list-cut-off",
        N_("A pattern was switched off"),
        N_("The pattern “%(pattern)s” took too long for a text and was switched off"),
        icon="warn",
        place="/review/lists/%(entry)s",
    ),
    Kind(
        "webhook-stopped",
        N_("A webhook stopped"),
        N_("%(host)s has not taken our messages for days, or wants none any more: nothing is sent there now"),
        by_email=True,
        icon="warn",
        place="/admin/webhooks/%(webhook)s",
    ),
)
