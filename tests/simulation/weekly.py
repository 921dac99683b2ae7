"""Time that runs faster in busy hours: how rates by hour of the week turn into moments of a year, and back."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate

HOURS = 168
_EPOCH_WEEKDAY = 3  # 1970 began on a Thursday


def hour_of_week(seconds: float) -> int:
    """0 is the hour after midnight (UTC) on Monday."""
    hours = int(seconds // 3600)
    return (hours + _EPOCH_WEEKDAY * 24) % HOURS


def smoothed(counts: Sequence[float]) -> list[float]:
    """Counts by hour of the week as factors with the mean 1; each hour lends a quarter to both neighbours."""
    mixed = [
        counts[hour] / 2 + counts[hour - 1] / 4 + counts[(hour + 1) % HOURS] / 4 for hour in range(HOURS)
    ]
    mean = sum(mixed) / HOURS
    return [each / mean for each in mixed]


@dataclass(frozen=True, slots=True)
class Weekly:
    """A clock that runs `factors[h]` times as fast as ours in hour h of the week; it has a week's mean of 1.

    Moments are hours since `start`.
    """

    factors: Sequence[float]
    start: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    _sums: list[float] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        first = hour_of_week(self.start.timestamp())
        turned = [*self.factors[first:], *self.factors[:first]]
        self._sums.extend(accumulate(turned, initial=0.0))

    def read(self, moment: float) -> float:
        """What this clock shows at a moment."""
        weeks, rest = divmod(moment, HOURS)
        hour = min(int(rest), HOURS - 1)
        sums = self._sums
        return weeks * sums[-1] + sums[hour] + (rest - hour) * (sums[hour + 1] - sums[hour])

    def when(self, shown: float) -> float:
        """The moment at which it shows so much."""
        sums = self._sums
        weeks, rest = divmod(shown, sums[-1])
        hour = min(bisect_right(sums, rest) - 1, HOURS - 1)
        speed = sums[hour + 1] - sums[hour]
        return weeks * HOURS + hour + ((rest - sums[hour]) / speed if speed else 0.0)

    def after(self, moment: float, lasting: float) -> float:
        """The moment at which `lasting` hours of this clock have passed since another."""
        return self.when(self.read(moment) + lasting)
