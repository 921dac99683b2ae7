"""Acts about what staff promise: service policies and calendars."""

from typing import Final

from community.kernel.words import N_
from moderation.audit.acts import Act, Family

S = Family.SITE

PROMISES: Final = (
    Act(
        "sla-policy-changed",
        S,
        N_("Service policies changed"),
        N_("%(by)s changed a service policy (%(thing)s)"),
    ),
    Act("sla-policy-moved", S, N_("Service policies moved"), N_("%(by)s moved a service policy (%(thing)s)")),
    Act(
        "sla-policy-removed",
        S,
        N_("Service policies removed"),
        N_("%(by)s removed a service policy (%(thing)s)"),
    ),
    Act(
        "sla-calendar-changed",
        S,
        N_("Calendars changed"),
        N_("%(by)s changed a calendar of service (%(thing)s)"),
    ),
    Act(
        "sla-calendar-removed",
        S,
        N_("Calendars removed"),
        N_("%(by)s removed a calendar of service (%(thing)s)"),
    ),
    Act(
        "sla-applied",
        S,
        N_("Open cases held to new service policies"),
        N_("%(by)s held open cases to the service policies (%(thing)s)"),
    ),
)
