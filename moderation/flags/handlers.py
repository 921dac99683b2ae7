"""How reports are decided by what reviewers do."""

from community.kernel import events
from moderation.flags import services


def reviewed(event: events.ReviewDecided) -> None:
    """A reviewer looked at a reported post: leaving it as it is dismisses the reports, anything else upholds them."""
    services.resolve(event.post_id, upheld=event.decision not in {"approve", "staff"})


def review_undone(event: events.ReviewUndone) -> None:
    """The reviewer took it back: the reports that were decided with it wait again."""
    services.reopen(event.post_id, since=event.decided_at)
