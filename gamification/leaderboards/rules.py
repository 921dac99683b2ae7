"""When a board begins; pure."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Period(StrEnum):
    """The stretch of time that a board looks at: the running UTC day, week, month, quarter or year."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


DEFAULT: Final = Period.MONTH
MOST: Final = 100  # rows that a board shows


def begins(period: Period, today: date) -> date | None:
    """The first day of the running period; None: since ever. Weeks begin on Monday."""
    match period:
        case Period.DAY:
            return today
        case Period.WEEK:
            return today - timedelta(days=today.weekday())
        case Period.MONTH:
            return today.replace(day=1)
        case Period.QUARTER:
            return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        case Period.YEAR:
            return today.replace(month=1, day=1)
        case Period.ALL:
            return None
