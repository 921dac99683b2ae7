"""How reports are decided by what reviewers do."""

from community.kernel import events
from moderation.flags import services


def reviewed(event: events.ReviewDecided) -> None:
    """A reviewer looked at a reported post: approving it dismisses the reports, removing it upholds them."""
    services.resolve(event.post_id, upheld=event.decision in {"refuse", "spam"})
