"""Rankings that took long to add up are kept for half a minute; the others are always of this moment."""

import time
from array import array
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from community.kernel import clock
from gamification.leaderboards.rules import MOST, rank

SLOW_SECONDS: Final = 0.05
KEPT: Final = timedelta(seconds=30)
MOST_KEPT: Final = 32


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best members with their points, and everyone's points, falling."""

    best: list[tuple[int, int]]
    points: "array[int]"
    taken_at: datetime
    slow: bool

    def rank_of(self, points: int) -> int:
        """The rank that so many points have."""
        return rank(points, self.points)


def ranking(key: Hashable, read: Callable[[], Iterable[tuple[int, int]]]) -> Ranking:
    """The ranking of `key`, added up by `read` unless the one that is kept will do."""
    kept: dict[Hashable, Ranking] = current_app.extensions.setdefault("huzhu_rankings", {})
    found, now = kept.get(key), clock.now()
    if found is not None and found.slow and abs(now - found.taken_at) < KEPT:
        return found
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[key] = made = _added_up(read, now)
    return made


def _added_up(read: Callable[[], Iterable[tuple[int, int]]], now: datetime) -> Ranking:
    started = time.perf_counter()
    best: list[tuple[int, int]] = []
    points = array("q")
    for member_id, each in read():
        if len(best) < MOST:
            best.append((member_id, each))
        points.append(each)
    slow = time.perf_counter() - started > SLOW_SECONDS
    return Ranking(best, points, now, slow)
