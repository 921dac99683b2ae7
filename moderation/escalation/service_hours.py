"""How long a customer has waited while somebody could have been there. The one place that says which hours count."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from moderation.sla import catalogue, hours
from moderation.sla import queries as sla
from moderation.sla.hours import Calendar

_WINDOWS: Final = (timedelta(days=4), timedelta(days=16), timedelta(days=64), timedelta(days=400))
SECONDS: Final = 3.0  # so long may two processes disagree
_KEY: Final = "huzhu_service_hours"


@dataclass(frozen=True, slots=True)
class _Kept:
    calendar: Calendar
    until: float


def calendar() -> Calendar:
    """The hours of the default calendar, read every few seconds; on a new site those that come with it."""
    kept: _Kept | None = current_app.extensions.get(_KEY)
    if kept is None or kept.until < time.monotonic():
        kept = _Kept(sla.default_calendar() or usual(), time.monotonic() + SECONDS)
        current_app.extensions[_KEY] = kept
    return kept.calendar


def usual() -> Calendar:
    """The hours that come with the site."""
    kept = {day: tuple((begin, end) for begin, end in ranges) for day, ranges in enumerate(catalogue.HOURS)}
    return Calendar(hours=kept, zone=catalogue.ZONE)


def waited(start: datetime, end: datetime) -> timedelta:
    """The service time between two moments."""
    return hours.working_time(start, end, calendar())


def since(now: datetime, within: timedelta) -> datetime:
    """The latest moment from which on `within` of service time has passed until `now`."""
    return latest_start(now, within, calendar())


def latest_start(now: datetime, within: timedelta, of: Calendar) -> datetime:
    """The same for any hours; ten years ago where there are none."""
    for window in _WINDOWS:
        left = within
        spans = []
        for opened, closed in of.spans(now - window):
            if opened >= now:
                break
            spans.append((opened, min(closed, now)))
        for opened, closed in reversed(spans):
            if closed - opened >= left:
                return closed - left
            left -= closed - opened
    return now - hours.LONGEST_GAP
