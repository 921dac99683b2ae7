"""What a report weighs, and when reports hide a post."""

from math import log
from typing import Final

FEW: Final = 5  # decided reports from which on accuracy counts
USUAL: Final = 0.7  # agreement that neither helps nor harms
STRENGTH: Final = 5.0
STAFF_LEVEL: Final = 5
HIDE_SHARE: Final = 6 / 9


def accuracy_bonus(upheld: int, decided: int) -> float:
    """How much more or less a member's reports weigh by their record.

    0 up to 5 decided ones; then the distance from 70 % agreement, scaled to -1…+1 on either side,
    times 5, times log₄ of how many were decided.
    """
    if decided <= FEW:
        return 0.0
    share = upheld / decided
    distance = (share - USUAL) / (1 - USUAL) if share >= USUAL else (share - USUAL) / USUAL
    return distance * STRENGTH * log(decided, 4)


def weight_of(level: int, upheld: int, decided: int) -> float:
    """What one report weighs: 1 + level + accuracy bonus, never less than 0."""
    return max(0.0, 1 + level + accuracy_bonus(upheld, decided))


def hides(weights: float, flaggers: int, base: float) -> bool:
    """Whether reports of this weight hide a post; one person alone never does."""
    return flaggers > 1 and weights >= base * HIDE_SHARE
