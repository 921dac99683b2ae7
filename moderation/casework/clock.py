"""Service time as casework reckons it: hand-overs go back after so many minutes in which staff are there."""

from datetime import datetime, timedelta

from moderation.sla import hours, queries
from moderation.sla.hours import Calendar


def service_due(start: datetime, minutes: float) -> datetime:
    """The moment at which so many minutes of service time have passed; of any time where there are no such hours."""
    calendar = queries.default_calendar()
    within = timedelta(minutes=minutes)
    try:
        return start + within if calendar is None else hours.due_at(start, within, calendar)
    except hours.NoHoursError:
        return start + within


def service_minutes(start: datetime, end: datetime, calendar: Calendar | None) -> float:
    """How many minutes of service time of a calendar lie between two moments; without one, of any time."""
    return (
        end - start if calendar is None else hours.working_time(start, end, calendar)
    ).total_seconds() / 60
