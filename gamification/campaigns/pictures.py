"""What the pictures of a campaign show: its days as bars, its deeds by kind, a podium; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MOST_BARS: Final = 45
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """What was done on a day, or in `days` days from `first` on."""

    first: date
    count: int
    days: int = 1


def bars(by_day: Mapping[date, int], first: date, last: date) -> list[Bar]:
    """Every day from `first` to `last`, those without a deed too; weeks, or more, where days would be too many."""
    length = (last - first).days + 1
    if length <= 0:
        return []
    step = 1 if length <= MOST_BARS else WEEK * -(-length // (WEEK * MOST_BARS))
    found = []
    for start in range(0, length, step):
        days = [first + timedelta(days=start + number) for number in range(min(step, length - start))]
        found.append(Bar(days[0], sum(by_day.get(day, 0) for day in days), len(days)))
    return found


def shares(by_metric: Mapping[str, int]) -> list[tuple[str, int, float]]:
    """(metric, count, part of the greatest count), the most frequent first."""
    most = max(by_metric.values(), default=0)
    rows = sorted(by_metric.items(), key=lambda row: (-row[1], row[0]))
    return [(metric, count, count / most) for metric, count in rows]


def podium(count: int) -> Sequence[int]:
    """The places of the best three as they stand side by side: the first in the middle."""
    return {0: (), 1: (0,), 2: (1, 0)}.get(count, (1, 0, 2))
