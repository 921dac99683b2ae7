"""How much of what a member did counts, when a day and a person may each bring only so much; pure.

Both limits hold at once, and what counts is as much as they allow: a day that is full leaves what one person
gave for another day. So another good deed never costs anything, which a limit applied deed by deed cannot promise.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

Item = tuple[int | None, str | None]  # from whom; and which thing, where it counts only once
NO_LIMIT: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Offer:
    """Points that one deed would bring. Offers of one `once` bring the same, and count only once altogether."""

    giver_id: int | None
    once: str | None
    day: date
    points: int


def fill(offers: Iterable[Offer], daily_cap: int, pair_cap: int) -> dict[date, int]:
    """The points that count, by day; days without any are left out.

    Each day takes at most `daily_cap`, each giver gives at most `pair_cap` in all. Days are filled from the
    first on, and none can have more without an earlier one having less: the sum over the first days
    is what these days alone would have given.
    """
    return _Filling(offers, daily_cap, pair_cap).filled()


class _Filling:
    """A flow from givers through their offers into days."""

    def __init__(self, offers: Iterable[Offer], daily_cap: int, pair_cap: int) -> None:
        self._daily_cap = daily_cap
        self._room: dict[date, dict[Item, int]] = defaultdict(lambda: defaultdict(int))
        self._given: dict[Item, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        self._giver_left: dict[int | None, int] = {None: NO_LIMIT}
        self._item_left: dict[Item, int] = {}
        self._items_of: dict[int | None, list[Item]] = defaultdict(list)
        for offer in offers:
            item = (offer.giver_id, offer.once)
            if item not in self._item_left:
                self._giver_left.setdefault(offer.giver_id, pair_cap)
                self._items_of[offer.giver_id].append(item)
                self._item_left[item] = 0 if offer.once else NO_LIMIT
            room = self._room[offer.day]
            if offer.once:
                self._item_left[item] = max(self._item_left[item], offer.points)
                room[item] = max(room[item], offer.points)
            else:
                room[item] += offer.points

    def filled(self) -> dict[date, int]:
        found: dict[date, int] = {}
        for day in sorted(self._room):
            wanted = self._daily_cap
            for item in self._room[day]:
                wanted -= self._take(day, item, wanted)
            while wanted > 0 and (more := self._reroute(day, wanted)):
                wanted -= more
            if wanted < self._daily_cap:
                found[day] = self._daily_cap - wanted
        return found

    def _open(self, day: date, item: Item) -> int:
        """How much more of an item a day could take."""
        return self._room[day][item] - self._given[item][day]

    def _take(self, day: date, item: Item, most: int) -> int:
        """Take what is left of an item and its giver."""
        amount = min(most, self._open(day, item), self._item_left[item], self._giver_left[item[0]])
        if amount > 0:
            self._given[item][day] += amount
            self._item_left[item] -= amount
            self._giver_left[item[0]] -= amount
        return max(amount, 0)

    def _reroute(self, target: date, most: int) -> int:
        """Let an earlier day take from somebody else, so that `target` gets what it had; how much."""
        came: dict[date, tuple[date, Item, Item]] = {}
        queue = deque([target])
        while queue:
            day = queue.popleft()
            for item in self._room[day]:
                if self._open(day, item) <= 0:
                    continue
                if self._item_left[item] > 0 and self._giver_left[item[0]] > 0:
                    return self._shift(target, day, item, most, came)
                holders = [item] if self._item_left[item] <= 0 else self._items_of[item[0]]
                for holder in holders:
                    for other, amount in self._given[holder].items():
                        if amount > 0 and other != target and other not in came:
                            came[other] = (day, item, holder)
                            queue.append(other)
        return 0

    def _shift(
        self, target: date, last: date, item: Item, most: int, came: dict[date, tuple[date, Item, Item]]
    ) -> int:
        """Move as much as the whole chain from `target` to `last` can bear."""
        chain = []
        day = last
        while day != target:
            above, wanted, holder = came[day]
            chain.append((day, above, wanted, holder))
            most = min(most, self._open(above, wanted), self._given[holder][day])
            if holder != wanted:
                most = min(most, self._item_left[wanted])
            day = above
        most = min(most, self._open(last, item), self._item_left[item], self._giver_left[item[0]])
        for day, above, wanted, holder in chain:
            self._given[holder][day] -= most
            self._item_left[holder] += most
            self._given[wanted][above] += most
            self._item_left[wanted] -= most
        return self._take(last, item, most)
