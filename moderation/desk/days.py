"""The service day of the staff: when it begins and ends."""

from datetime import datetime, timedelta

from moderation.escalation.catalogue import SERVICE_HOURS


def service_day(now: datetime) -> tuple[datetime, datetime]:
    """Begin and end of the service day that runs now, or of the next one."""
    spans = SERVICE_HOURS.spans(now - timedelta(days=1))
    begin, end = next((begin, end) for begin, end in spans if end > now)
    for later, until in spans:
        if later - end > timedelta(hours=6):
            break
        end = until
    return begin, end


def day_start(now: datetime) -> datetime:
    """The midnight from which on something counts as done today."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
