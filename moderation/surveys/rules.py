"""What answers to a survey mean: satisfaction is the service experienced minus the service expected; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LEAST: Final = 1
MOST: Final = 5
SCALE: Final = tuple(range(LEAST, MOST + 1))
LOW: Final = -2  # from here on somebody should look
SHADES: Final = 4


class SurveyState(StrEnum):
    """Where a survey is: it waits for its hour, was sent, was answered, was not answered, or is left out."""

    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    SKIPPED = "skipped"  # the same customer was asked not long ago


@dataclass(frozen=True, slots=True)
class Ratings:
    """What a customer said, 1 to 5 each."""

    expected: int
    experienced: int

    @property
    def satisfaction(self) -> int:
        """Experienced minus expected, -4 to +4: below 0 the service was worse than hoped for."""
        return self.experienced - self.expected

    @property
    def is_valid(self) -> bool:
        return self.expected in SCALE and self.experienced in SCALE

    @property
    def is_low(self) -> bool:
        return self.satisfaction <= LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Many answers at once. A mean says little without how many of those asked it stands for."""

    asked: int
    given: Sequence[Ratings]

    @property
    def answered(self) -> int:
        return len(self.given)

    @property
    def response_rate(self) -> float | None:
        """The share of those asked who answered, 0 to 1; None where nobody was asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def mean(self) -> float | None:
        """The mean satisfaction; None without answers."""
        return _mean(each.satisfaction for each in self.given)

    @property
    def mean_expected(self) -> float | None:
        return _mean(each.expected for each in self.given)

    @property
    def mean_experienced(self) -> float | None:
        return _mean(each.experienced for each in self.given)

    @property
    def low_count(self) -> int:
        return sum(each.is_low for each in self.given)

    @property
    def grid(self) -> list[list[int]]:
        """How often each pair was given: rows are experienced from 5 down to 1, columns expected from 1 up to 5."""
        counted = [[0] * MOST for _ in SCALE]
        for each in self.given:
            counted[MOST - each.experienced][each.expected - LEAST] += 1
        return counted


def _mean(values: Iterable[int]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None


def shade(count: int, most: int) -> int:
    """How strongly a cell of the grid is tinted, 0 to 4."""
    if not count or not most:
        return 0
    return max(1, round(SHADES * count / most))
