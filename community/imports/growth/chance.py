"""Few do most: draws by weight, the same on every machine for the same seed."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp
from random import Random
from typing import Final

# When people write, by the hour of the UTC day: two continents, with the evenings of both.
HOURS: Final = (4, 5, 6, 6, 5, 5, 5, 6, 7, 8, 9, 9, 9, 9, 9, 8, 7, 7, 8, 8, 7, 5, 4, 3)
WEEKDAYS: Final = (10, 10, 10, 10, 9, 6, 6)
GROWTH: Final = 2.5  # the last day is as many times e busier than the first


class Chance(Random):
    """Makes up a community; guards nothing."""

    def hits(self, share: float) -> bool:
        """Whether something happens that happens in so many cases (0..1)."""
        return self.random() < share


class Weighted:
    """Draws places by their weights; also from the first places alone, as from those who had joined by then."""

    __slots__ = ("_chance", "_sums")

    def __init__(self, weights: Iterable[float], chance: Chance) -> None:
        self._sums = list(accumulate(weights))
        self._chance = chance

    def draw(self, among: int | None = None) -> int:
        """A place, of the first `among` ones."""
        last = (len(self._sums) if among is None else among) - 1
        return min(last, bisect_right(self._sums, self._chance.random() * self._sums[last]))


def zipf(count: int, exponent: float = 1.0, shift: float = 2.0) -> list[float]:
    """The weights of `count` ranks, the first the heaviest."""
    return [1 / (rank + shift) ** exponent for rank in range(count)]


def heavy(count: int, shape: float, chance: Chance, most: float = 3_000) -> list[float]:
    """How much each of `count` people does: most little, few very much (Pareto), in no order."""
    return [min(most, chance.paretovariate(shape)) for _each in range(count)]


def moments(count: int, start: datetime, days: int, chance: Chance) -> Iterator[datetime]:
    """`count` moments in order over `days` days: ever more of them, fewer on weekends and at night."""
    weights = [
        exp(GROWTH * day / days) * WEEKDAYS[(start + timedelta(days=day)).weekday()] for day in range(days)
    ]
    sums = list(accumulate(weights))
    hours = Weighted(HOURS, chance)
    done = 0
    for day, so_far in enumerate(sums):
        wanted = round(count * so_far / sums[-1]) - done
        seconds = sorted(hours.draw() * 3600 + chance.random() * 3600 for _each in range(wanted))
        morning = start + timedelta(days=day)
        for second in seconds:
            yield morning + timedelta(seconds=int(second))
        done += wanted


def count_of(mean: float, chance: Chance, most: int = 60) -> int:
    """A number of things with a long tail: often none, now and then very many."""
    share = mean * chance.expovariate(1.0) ** 1.5 / 1.33
    whole = int(share)
    return min(most, whole + chance.hits(share - whole))


def delay(median_hours: float, chance: Chance, spread: float = 1.6) -> timedelta:
    """How long something takes: minutes or months around a median."""
    return timedelta(seconds=int(median_hours * 3600 * exp(chance.gauss(0.0, spread))) + 60)
