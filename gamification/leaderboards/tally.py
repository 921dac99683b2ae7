"""A board in memory: everyone's points and their order, kept true by the lines that come; pure."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

WIDTH: Final = 1 << 31  # ids are below this
LAST: Final = WIDTH - 1


class Tally:
    """Points by member, and an order in which more points come first, then lower ids.

    The order is an array of numbers, rising: points above, the id turned round below. So a change is found
    and made by halving, and a hundred thousand members take less than a megabyte.
    """

    def __init__(self, points: Mapping[int, int]) -> None:
        self._points = {member_id: each for member_id, each in points.items() if each}
        self._order = array(
            "q", sorted(_key(each, member_id) for member_id, each in points.items() if each > 0)
        )

    def __len__(self) -> int:
        return len(self._points)

    def add(self, member_id: int, delta: int) -> None:
        """Change somebody's points."""
        before = self._points.get(member_id, 0)
        after = before + delta
        if before > 0:
            del self._order[bisect_left(self._order, _key(before, member_id))]
        if after > 0:
            key = _key(after, member_id)
            self._order.insert(bisect_left(self._order, key), key)
        if after:
            self._points[member_id] = after
        else:
            self._points.pop(member_id, None)

    def points_of(self, member_id: int) -> int:
        return self._points.get(member_id, 0)

    def best(self, most: int, without: Collection[int]) -> list[tuple[int, int]]:
        """(member, points) of the best who are not among `without`."""
        found: list[tuple[int, int]] = []
        for key in reversed(self._order):
            member_id = LAST - key % WIDTH
            if member_id in without:
                continue
            if len(found) >= most:
                break
            found.append((member_id, key // WIDTH))
        return found

    def rank_of(self, points: int, without: Iterable[int]) -> int:
        """One more than there are others with more points: who has as many shares the rank."""
        better = len(self._order) - bisect_left(self._order, (points + 1) * WIDTH)
        left_out = sum(1 for member_id in without if self._points.get(member_id, 0) > points)
        return better - left_out + 1


def _key(points: int, member_id: int) -> int:
    return points * WIDTH + LAST - member_id


def ranked(rows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Rows of (member, points), best first, as (rank, member, points) with shared ranks."""
    rank, before = 0, None
    for number, (member_id, points) in enumerate(rows, 1):
        if points != before:
            rank, before = number, points
        yield rank, member_id, points
