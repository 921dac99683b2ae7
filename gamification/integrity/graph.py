"""Who rated whom how often, as a graph, and the groups in it that stand out against everybody's habits."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from gamification.integrity.chance import excess, log_choose

PAIR: Final = 2
LARGEST: Final = 14  # a group grows no further
LIGHTEST: Final = 2  # ratings between two members, in both directions together, that may start a group


class Graph:
    """Ratings counted by rater and author. `given` and `received` also count what is no edge here."""

    def __init__(
        self, edges: Mapping[tuple[int, int], int], given: Mapping[int, int], received: Mapping[int, int]
    ) -> None:
        self.edges, self.given, self.received = edges, given, received
        self.total = sum(received.values())
        self.members = len(given.keys() | received.keys())
        self.authors = max(1, len(received))
        self._near: dict[int, set[int]] = defaultdict(set)
        for one, other in edges:
            self._near[one].add(other)
            self._near[other].add(one)

    def between(self, one: int, other: int) -> int:
        """Ratings in both directions."""
        return self.edges.get((one, other), 0) + self.edges.get((other, one), 0)

    def inside(self, group: Collection[int]) -> int:
        """Ratings that members of the group gave each other."""
        return sum(self.edges.get((one, other), 0) for one in group for other in group if one != other)

    def seeds(self) -> Iterator[tuple[int, int]]:
        """Pairs of members that a group may grow from, the most surprising first."""
        found = []
        for one, other in self.edges:
            back = (other, one) in self.edges
            if (back and one > other) or self.between(one, other) < LIGHTEST:
                continue
            if self.received.get(one) and self.given.get(other):  # someone outside all circles starts none
                found.append((-self.surprise((one, other)), min(one, other), max(one, other)))
        for _, one, other in sorted(found):
            yield one, other

    def surprise(self, group: Collection[int]) -> float:
        """How far beyond chance the group's ratings stay inside, after the price of choosing it."""
        return self._surprise(self._sums(group))

    def _sums(self, group: Collection[int]) -> "_Sums":
        return _Sums(
            len(group),
            self.inside(group),
            sum(self.given.get(who, 0) for who in group),
            sum(self.received.get(who, 0) for who in group),
        )

    def _surprise(self, sums: "_Sums") -> float:
        # What outsiders gave these members, of all that outsiders gave, is what chance would give them.
        popular = (sums.got - sums.inside + sums.size) / max(1, self.total - sums.gave + self.authors)
        expected = sums.gave * min(1.0, popular * (sums.size - 1) / sums.size)
        return excess(sums.inside, expected) - log_choose(self.members, sums.size)

    def grown(self, seed: Iterable[int]) -> frozenset[int]:
        """The group that a few members belong to: members are taken in, or let go, while that says more."""
        group = set(seed)
        bonds = self._bonds(group)
        sums = self._sums(group)
        best = self._surprise(sums)
        while True:
            steps = [
                (self._surprise(self._changed(sums, who, bonds[who], -1 if who in group else 1)), who)
                for who in bonds
                if (len(group) > PAIR if who in group else len(group) < LARGEST and bonds[who] >= LIGHTEST)
            ]
            most, who = max(steps, default=(best, 0))
            if most <= best:
                return frozenset(group)
            sums = self._changed(sums, who, bonds[who], -1 if who in group else 1)
            sign = -1 if who in group else 1
            group ^= {who}
            for other in self._near[who]:
                bonds[other] += sign * self.between(who, other)
            best = most

    def _changed(self, sums: "_Sums", who: int, bond: int, sign: int) -> "_Sums":
        return _Sums(
            sums.size + sign,
            sums.inside + sign * bond,
            sums.gave + sign * self.given.get(who, 0),
            sums.got + sign * self.received.get(who, 0),
        )

    def _bonds(self, group: Collection[int]) -> Counter[int]:
        """How many ratings tie each member, inside or near, to the group."""
        bonds = Counter(dict.fromkeys(group, 0))
        for who in group:
            for other in self._near[who]:
                bonds[other] += self.between(who, other)
        return bonds


class _Sums(NamedTuple):
    """What decides how surprising a group is."""

    size: int
    inside: int
    gave: int
    got: int


def circles(edges: Iterable[tuple[int, int]]) -> list[frozenset[int]]:
    """The groups of members who reach each other along the arrows, there and back; for groups of a few."""
    ahead: dict[int, set[int]] = defaultdict(set)
    for one, other in edges:
        ahead[one].add(other)
        ahead[other] |= set()
    reached = {node: _reached(node, ahead) for node in ahead}
    found = {
        frozenset({node} | {other for other in reached[node] if node in reached[other]}) for node in ahead
    }
    return sorted(found, key=lambda each: (-len(each), sorted(each)))


def _reached(start: int, ahead: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [start]
    while waiting:
        new = ahead[waiting.pop()] - found
        found |= new
        waiting += new
    return found
