"""Acts about programs elsewhere that are told what happens here."""

from typing import Final

from community.kernel.words import N_
from moderation.audit.acts import Act, Family

S = Family.SITE

WEBHOOKS: Final = (
    Act("webhook-added", S, N_("Webhooks added"), N_("%(by)s added a webhook (%(thing)s)")),
    Act("webhook-changed", S, N_("Webhooks changed"), N_("%(by)s changed a webhook (%(thing)s)")),
    Act(
        "webhook-renewed", S, N_("Secrets of webhooks renewed"), N_("%(by)s made a new secret for %(thing)s")
    ),
    Act("webhook-switched-on", S, N_("Webhooks switched on"), N_("%(by)s switched on a webhook (%(thing)s)")),
    Act(
        "webhook-switched-off",
        S,
        N_("Webhooks switched off"),
        N_("%(by)s switched off a webhook (%(thing)s)"),
    ),
    Act("webhook-removed", S, N_("Webhooks removed"), N_("%(by)s removed a webhook (%(thing)s)")),
    Act("webhook-stopped", S, N_("Webhooks that stopped"), N_("A webhook stopped by itself (%(thing)s)")),
)
