"""The service day of the staff: when it begins and ends, by the calendar of the house."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from moderation.sla.hours import Calendar, zone_named

BREAK: Final = timedelta(hours=6)  # a longer gap parts one day from the next
SOON: Final = timedelta(days=1)


def service_day(calendar: Calendar | None, now: datetime) -> tuple[datetime, datetime]:
    """Begin and end of the service day that runs now, or of the next one; without a calendar, the day from midnight."""
    if calendar is None:
        start = day_start(calendar, now)
        return start, start + timedelta(days=1)
    return day_of(calendar, now)


def day_of(calendar: Calendar, now: datetime) -> tuple[datetime, datetime]:
    """The same by `calendar`, whose service may never pause: then a day ends where its next one begins."""
    spans = calendar.spans(now - SOON)
    begin, end = next((begin, end) for begin, end in spans if end > now)
    for later, until in spans:
        if later - end > BREAK or later - begin >= SOON:
            break
        end = until
    return begin, end


def day_start(calendar: Calendar | None, now: datetime) -> datetime:
    """The midnight from which on something counts as done today, where the house is."""
    zone = (zone_named(calendar.zone) if calendar else None) or ZoneInfo("UTC")
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
