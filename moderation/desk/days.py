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
    zone = zone_named(calendar.zone) or ZoneInfo("UTC")
    spans = calendar.spans(now - SOON)
    begin, end = next(spans)
    for opened, closed in spans:
        if end > now and (opened - end > BREAK or opened - begin >= SOON):
            break
        one_morning = opened.astimezone(zone).date() == begin.astimezone(zone).date()
        if end <= now and not (one_morning and opened - end <= BREAK):
            begin = opened
        end = closed
    return begin, end


def day_start(calendar: Calendar | None, now: datetime) -> datetime:
    """The midnight from which on something counts as done today, where the house is."""
    zone = (zone_named(calendar.zone) if calendar else None) or ZoneInfo("UTC")
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
