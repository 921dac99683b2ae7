"""How likely something is to happen next, by how long it has not: measured from waits, and drawn from again."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import inf

# The ages at which a rate may change, in hours; what has not happened by the last of them never does.
AGES = (0, 1 / 12, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 24, 48, 96, 192, 384, 768)


@dataclass(frozen=True, slots=True)
class Hazard:
    """So many times an hour, at each age."""

    rates: Sequence[float]
    _sums: list[float] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        widths = [end - start for start, end in pairwise(AGES)]
        self._sums.extend(accumulate((r * w for r, w in zip(self.rates, widths, strict=True)), initial=0.0))

    def wait(self, patience: float) -> float:
        """How long it takes until the rates have added up to `patience`; inf for never.

        A patience drawn from the exponential distribution gives waits as they were measured.
        """
        if patience >= self._sums[-1]:
            return inf
        at = bisect_right(self._sums, patience) - 1
        return AGES[at] + (patience - self._sums[at]) / self.rates[at]


def measured(waits: Iterable[tuple[float, bool]]) -> list[float]:
    """The rates of waits, each with whether it ended by the thing happening or only by our looking away."""
    happened = [0] * (len(AGES) - 1)
    watched = [0.0] * (len(AGES) - 1)
    for wait, ended in waits:
        for at, (start, end) in enumerate(pairwise(AGES)):
            if wait < start:
                break
            watched[at] += min(wait, end) - start
            happened[at] += ended and start <= wait < end
    return [count / hours if hours else 0.0 for count, hours in zip(happened, watched, strict=True)]
