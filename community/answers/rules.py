"""Stars: the shrunk mean that is shown, the lower bound that sorts, and who may accept when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

STARS: Final = (1, 2, 3, 4, 5)
# A rating, and an answer's mean, from which on it is a good one: for all that ask whether it is.
GOOD_STARS: Final = 4
CONFIDENCE: Final = 1.65  # one-sided 95 %


def shown_mean(distribution: Sequence[int], *, site_mean: float, weight: float = 5) -> float:
    """The mean shrunk towards the site's: n/(n+m)·R + m/(n+m)·C, with m = `weight`, C = `site_mean`.

    `distribution` counts the ratings of 1 to 5 stars. One perfect rating is not yet a perfect answer.
    """
    count = sum(distribution)
    total = sum(stars * n for stars, n in zip(STARS, distribution, strict=True))
    return shrunk(count, total, site_mean=site_mean, weight=weight)


def shrunk(count: int, total: int, *, site_mean: float, weight: float = 5) -> float:
    """The same from the number of ratings and the sum of their stars."""
    if count + weight == 0:
        return site_mean
    return (total + weight * site_mean) / (count + weight)


def sort_score(distribution: Sequence[int]) -> float:
    """The lower bound of the mean with one pseudo-vote for each star (Miller's star rating rule).

    With N ratings, n_s of them s stars: E = Σ s·(n_s+1)/(N+5), V = Σ s²·(n_s+1)/(N+5) − E²,
    score = E − 1.65·√(V/(N+6)).
    """
    count = sum(distribution)
    weights = [(n + 1) / (count + 5) for n in distribution]
    mean = sum(stars * w for stars, w in zip(STARS, weights, strict=True))
    variance = sum(stars**2 * w for stars, w in zip(STARS, weights, strict=True)) - mean**2
    return mean - CONFIDENCE * sqrt(max(variance, 0.0) / (count + 6))


def others_may_accept(asked_at: datetime, now: datetime, wait: timedelta) -> bool:
    """Whether someone other than the asker may accept already."""
    return now - asked_at >= wait
