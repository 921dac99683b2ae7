"""How much time of service lies between many pairs of moments: the hours are laid out once; pure."""

from bisect import bisect_right
from datetime import datetime, timedelta

from moderation.sla.hours import Calendar


class ServiceTime:
    """The hours of a calendar from one moment to another, added up."""

    def __init__(self, calendar: Calendar, start: datetime, end: datetime) -> None:
        self._opened: list[datetime] = []
        self._lengths: list[timedelta] = []
        self._before: list[timedelta] = []
        total = timedelta()
        for opened, closed in calendar.spans(start):
            if opened >= end:
                break
            self._opened.append(opened)
            self._lengths.append(closed - opened)
            self._before.append(total)
            total += closed - opened

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The time of service from one moment to a later one."""
        return max(timedelta(), self._until(end) - self._until(start))

    def _until(self, moment: datetime) -> timedelta:
        at = bisect_right(self._opened, moment) - 1
        if at < 0:
            return timedelta()
        return self._before[at] + min(moment - self._opened[at], self._lengths[at])
