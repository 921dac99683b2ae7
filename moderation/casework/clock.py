"""Service time as casework reckons it: hand-overs go back after so many minutes in which staff are there."""

from datetime import datetime, timedelta

from moderation.escalation import sla
from moderation.escalation.catalogue import SERVICE_HOURS


def service_due(start: datetime, minutes: float) -> datetime:
    """The moment at which so many minutes of service time have passed."""
    return sla.due_at(start, timedelta(minutes=minutes), SERVICE_HOURS)


def service_minutes(start: datetime, end: datetime) -> float:
    """How many minutes of service time lie between two moments."""
    return sla.working_time(start, end, SERVICE_HOURS).total_seconds() / 60
