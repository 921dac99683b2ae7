"""How long a customer has waited while somebody could have been there. The one place that says which hours count."""

from datetime import datetime, timedelta
from typing import Final

from moderation.escalation import sla
from moderation.escalation.catalogue import SERVICE_HOURS

_WINDOWS: Final = (timedelta(days=4), timedelta(days=16), timedelta(days=64), timedelta(days=400))


def waited(start: datetime, end: datetime) -> timedelta:
    """The service time between two moments."""
    return sla.working_time(start, end, SERVICE_HOURS)


def since(now: datetime, within: timedelta) -> datetime:
    """The latest moment from which on `within` of service time has passed until `now`."""
    for window in _WINDOWS:
        left = within
        spans = []
        for opened, closed in SERVICE_HOURS.spans(now - window):
            if opened >= now:
                break
            spans.append((opened, min(closed, now)))
        for opened, closed in reversed(spans):
            if closed - opened >= left:
                return closed - left
            left -= closed - opened
    return now - sla.FARTHEST
