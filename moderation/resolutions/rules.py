"""How needs ended, over time: shares of what helped; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from community.routing.rules import UNKNOWN, Stage

# From the cheapest help to the most expert; who cannot be told comes last.
CREDITS: Final = (
    Stage.SELF_SERVICE.value,
    Stage.CROWD.value,
    Stage.REP.value,
    Stage.TIER_1.value,
    Stage.TIER_2.value,
    UNKNOWN,
)
PERIODS: Final = 13


@dataclass(frozen=True, slots=True)
class Period:
    """How many needs were credited to each rung from `start` on, until the next period."""

    start: datetime
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def share(self, credit: str) -> float:
        """Part of all, 0..1; none where nothing ended."""
        return self.counts.get(credit, 0) / self.total if self.total else 0.0


def starts(now: datetime, days: int, periods: int = PERIODS) -> tuple[datetime, ...]:
    """The beginnings of equal periods that cover the last days, the oldest first."""
    step = timedelta(days=days) / periods
    return tuple(now - timedelta(days=days) + step * number for number in range(periods))


def filled(begins: Sequence[datetime], counted: Iterable[tuple[int, str, int]]) -> list[Period]:
    """Periods from (number of the period, credit, count); credits that nobody knows count as unknown."""
    found: list[dict[str, int]] = [{} for _ in begins]
    for number, credit, count in counted:
        name = credit if credit in CREDITS else UNKNOWN
        found[number][name] = found[number].get(name, 0) + count
    return [Period(start, counts) for start, counts in zip(begins, found, strict=True)]


def together(periods: Iterable[Period]) -> dict[str, int]:
    """The sum of some periods, every credit named."""
    sums = dict.fromkeys(CREDITS, 0)
    for period in periods:
        for credit, count in period.counts.items():
            sums[credit] += count
    return sums
