"""How reports are decided by what reviewers and appeals do."""

from community.kernel import events
from moderation.flags import services


def reviewed(event: events.ReviewDecided) -> None:
    """A reviewer looked at a reported post: approving it dismisses the reports, removing it upholds them."""
    services.resolve(event.post_id, upheld=event.decision in {"refuse", "spam"}, by_id=event.by_id)


def appeal_decided(event: events.AppealDecided) -> None:
    """A removal that an appeal took back was reported wrongly: it counts so from now on."""
    if event.granted and event.post_id is not None:
        services.overturn(event.post_id)
