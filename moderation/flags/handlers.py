"""How reports are decided by what reviewers and appeals do."""

from community.kernel import events
from moderation.flags import services, talking


def reviewed(event: events.ReviewDecided) -> None:
    """A reviewer looked at a reported post: leaving it as it is dismisses the reports, anything else upholds them."""
    services.resolve(event.post_id, upheld=event.decision not in {"approve", "staff"}, by_id=event.by_id)


def review_undone(event: events.ReviewUndone) -> None:
    """The reviewer took it back: the reports that were decided with it wait again."""
    services.reopen(event.post_id, since=event.decided_at)


def appeal_decided(event: events.AppealDecided) -> None:
    """A removal that an appeal took back was reported wrongly: it counts so from now on."""
    if event.granted and event.post_id is not None and event.removed_at is not None:
        services.overturn(event.post_id, since=event.removed_at, until=event.returned_at)


def left(event: events.MemberClosed) -> None:
    """The person goes, and with them their words."""
    talking.forget(event.member_id)
