"""Shares of few things, told with how sure one can be of them."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z: Final = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Interval:
    """A share as it was counted, and between which two the true one lies with 95 % certainty."""

    share: float
    low: float
    high: float


def interval(good: int, total: int) -> Interval | None:
    """The Wilson interval of `good` in `total`; None where nothing was counted."""
    if total <= 0:
        return None
    share = good / total
    spread = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    middle = share + Z * Z / (2 * total)
    scale = 1 + Z * Z / total
    return Interval(share, max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))
