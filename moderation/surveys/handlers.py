"""When surveys begin, and what goes with a customer who leaves."""

from community.kernel import events
from moderation.escalation.rules import Outcome
from moderation.surveys import services


def case_closed(event: events.CaseClosed) -> None:
    """A settled case is asked about; what went back to the community is not over."""
    if event.outcome == Outcome.RESOLVED:
        services.plan(event.case_id)


def member_left(event: events.MemberClosed) -> None:
    """Words of somebody who left are not kept."""
    services.forget(event.member_id)
