"""What is counted, in which steps of time it is shown, and which counts are too small to be shown; pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PERIODS: Final = {30: 1, 90: 7, 365: 30}  # days that can be chosen, and the days of one bar
USUAL: Final = 90
FEWEST: Final = 5  # below this, who it was could be guessed
GROWTH: Final = 1.1  # a wait is known to a twentieth of itself
STAFF: Final = frozenset({"moderator", "agent", "specialist", "admin"})


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: what happened in `days` days from `first` on."""

    first: date
    days: int
    counts: Mapping[str, int]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    def of(self, *keys: str) -> int:
        return sum(self.counts.get(key, 0) for key in keys)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something waited, in seconds, to a twentieth; None where nothing did."""

    count: int
    median: int | None
    ninetieth: int | None


def bucket(seconds: float) -> int:
    """The class of a wait: each is a tenth wider than the one before."""
    return round(math.log(max(seconds, 0) + 1, GROWTH))


def seconds_of(number: int) -> int:
    """The middle of a class."""
    return round(GROWTH**number - 1)


def wait(counts: Mapping[str, int], of: str) -> Wait:
    """Median and ninetieth percentile of the waits counted as "wait:<of>:<class>"."""
    prefix = f"wait:{of}:"
    classes = sorted(
        (int(key.removeprefix(prefix)), n) for key, n in counts.items() if key.startswith(prefix)
    )
    total = sum(n for _, n in classes)
    return Wait(total, _at(classes, total, 0.5), _at(classes, total, 0.9))


def _at(classes: Sequence[tuple[int, int]], total: int, share: float) -> int | None:
    reached = 0
    for number, count in classes:
        reached += count
        if reached >= total * share:
            return seconds_of(number)
    return None


def steps(by_day: Mapping[date, Mapping[str, int]], today: date, days: int) -> list[Step]:
    """The last `days` days up to today, in bars of equal length; the first bar may be shorter."""
    width = PERIODS[days]
    first = today - timedelta(days=days - 1)
    found = []
    start = first
    while start <= today:
        # Bars are counted back from today, so that the last one is whole.
        left = (today - start).days + 1
        length = left % width or width
        counts: Counter[str] = Counter()
        for number in range(length):
            counts.update(by_day.get(start + timedelta(days=number), {}))
        found.append(Step(start, length, counts))
        start += timedelta(days=length)
    return found


def total(parts: Iterable[Step]) -> Counter[str]:
    """All bars together."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    return counts


def guarded(count: int) -> int | None:
    """A count that names nobody: None for one that is too small, though not nothing."""
    return None if 0 < count < FEWEST else count


def decided_by(role: str | None) -> str:
    """Who decides: the team, a peer, or the site by itself."""
    if role in STAFF:
        return "team"
    return "peers" if role == "member" else "site"
