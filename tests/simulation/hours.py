"""Service hours of one year, from the project's own calendar: is the desk open, when next, how much has passed."""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import accumulate

from moderation.sla.hours import Calendar

HOUR = timedelta(hours=1)


class ServiceHours:
    """The spans of a calendar as hours since a start; answers as its `due_at` and `working_time` do."""

    def __init__(self, calendar: Calendar, start: datetime, days: int) -> None:
        end = start + timedelta(days=days)
        spans = []
        for opened, closed in calendar.spans(start):
            if opened >= end:
                break
            spans.append(((opened - start) / HOUR, (closed - start) / HOUR))
        self.opens = [opened for opened, _ in spans]
        self.closes = [closed for _, closed in spans]
        self.before = list(accumulate((closed - opened for opened, closed in spans), initial=0.0))

    @property
    def total(self) -> float:
        return self.before[-1]

    def worked(self, moment: float) -> float:
        """How many service hours lie before a moment."""
        at = bisect_right(self.opens, moment) - 1
        if at < 0:
            return 0.0
        return self.before[at] + min(moment, self.closes[at]) - self.opens[at]

    def between(self, start: float, end: float) -> float:
        return self.worked(end) - self.worked(start)

    def next_open(self, moment: float) -> float:
        """The moment itself while the desk is open, else when it opens next."""
        at = bisect_right(self.opens, moment) - 1
        if at >= 0 and moment < self.closes[at]:
            return moment
        return self.opens[at + 1]

    def due(self, start: float, within: float) -> float:
        """When so many service hours have passed since a moment."""
        wanted = self.worked(start) + within
        at = max(bisect_right(self.before, wanted) - 1, 0)
        if at and self.before[at] == wanted:
            at -= 1  # the end of a span, not the beginning of the next
        return self.opens[at] + wanted - self.before[at]
