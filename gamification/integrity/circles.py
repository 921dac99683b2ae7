"""Rings and pairs: members whose ratings go round among themselves far more than chance explains."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

from gamification.integrity.chance import excess, log_choose
from gamification.integrity.closeup import Surroundings, Tie, ties
from gamification.integrity.graph import PAIR, Graph, circles
from gamification.integrity.rules import Bars, Kind, Suspicion

OFTEN: Final = 3  # a pair that so many groups hold starts no other
MOST: Final = 5_000  # so many pairs start a group, the most surprising first
EACH_WAY: Final = 2  # ratings that every member of a ring gives and gets inside
STAYS: Final = 0.15  # part of what the members gave that stayed inside,
OF_EACH: Final = 0.1  # and of what every single member gave
TIMES: Final = 2.5  # so many times what others in the same matters would bring
SCORE: Final[Mapping[Kind, float]] = {Kind.RING: 4.0, Kind.RECIPROCITY: 3.0}
HALF: Final = 0.5

OUTNUMBERED: Final = 1.0  # what others gave in the same language must be so many times what the group gave

Look = Callable[[frozenset[int], frozenset[int]], Surroundings]


def kind_of(members: frozenset[int]) -> Kind:
    return Kind.RECIPROCITY if len(members) == PAIR else Kind.RING


def find(graph: Graph, look: Look, bars: Bars) -> list[Suspicion]:
    """The rings and pairs of a graph, the surest first.

    `look` gives the surroundings of a group without some ratings: a group is first compared with all that
    others gave, then without what surer findings put in question, so that cheats are not the measure of others.
    """
    found: list[Suspicion] = []
    for group in _candidates(graph):
        if _promises(graph, group, bars):
            suspicion = weigh(group, look(group, frozenset()), graph.members, bars)
            if suspicion is not None:
                found.append(suspicion)
    kept: list[Suspicion] = []
    doubtful: frozenset[int] = frozenset()
    for each in _apart(found):
        again = weigh(each.members, look(each.members, doubtful), graph.members, bars)
        if again is not None:
            kept.append(again)
            doubtful |= again.pieces
    return kept


def _candidates(graph: Graph) -> Iterator[frozenset[int]]:
    """Groups worth a look, each once: the pairs that start them, and what they grow into."""
    known: set[frozenset[int]] = set()
    covered: Counter[frozenset[int]] = Counter()
    for seed in islice(graph.seeds(), MOST):
        pair = frozenset(seed)
        yield pair
        if covered[pair] >= OFTEN:
            continue
        grown = graph.grown(pair)
        if grown in known:
            continue
        known.add(grown)
        covered.update(frozenset(each) for each in combinations(sorted(grown), PAIR))
        inside = [(one, other) for one in grown for other in grown if (one, other) in graph.edges]
        yield from (group for group in circles(inside) if len(group) > PAIR)


def _promises(graph: Graph, group: frozenset[int], bars: Bars) -> bool:
    """Whether a group may pass the bar at all: cheap, before the closer look."""
    kind = kind_of(group)
    if graph.surprise(group) < SCORE[kind]:
        return False
    if kind is Kind.RECIPROCITY:
        one, other = group
        return min(graph.edges.get((one, other), 0), graph.edges.get((other, one), 0)) >= bars.pair
    return graph.inside(group) >= bars.ring


@dataclass(frozen=True, slots=True)
class Part:
    """How much a member takes part in a group: gave and got inside, and gave in all."""

    gave: int
    got: int
    given: int

    def is_enough(self, each_way: int) -> bool:
        return min(self.gave, self.got) >= each_way and self.gave >= OF_EACH * self.given

    @property
    def share(self) -> float:
        return self.gave / max(1, self.given)


def weigh(members: frozenset[int], around: Surroundings, population: int, bars: Bars) -> Suspicion | None:
    """What a closer look at a group says; members who hardly belong to it are let go first."""
    while len(members) >= PAIR:
        kind = kind_of(members)
        found = ties(members, around)
        weakest = _weakest(
            _parts(members, found, around), bars.pair if kind is Kind.RECIPROCITY else EACH_WAY
        )
        if weakest is None:
            return _suspicion(kind, members, found, around, population, bars)
        members = members - {weakest}
    return None


def _parts(
    members: frozenset[int], found: Mapping[tuple[int, int], Tie], around: Surroundings
) -> dict[int, Part]:
    gave, got, given = Counter[int](), Counter[int](), Counter[int]()
    for (one, other), tie in found.items():
        gave[one] += tie.seen
        got[other] += tie.seen
    for rating in around.given:
        given[rating.rater_id] += 1
    return {who: Part(gave[who], got[who], given[who]) for who in members}


def _weakest(parts: Mapping[int, Part], each_way: int) -> int | None:
    """The member with the least part in the group, if any has too little."""
    weak = [who for who, part in parts.items() if not part.is_enough(each_way)]
    return min(weak, key=lambda who: (parts[who].share, parts[who].gave + parts[who].got, who), default=None)


def _suspicion(
    kind: Kind,
    members: frozenset[int],
    found: Mapping[tuple[int, int], Tie],
    around: Surroundings,
    population: int,
    bars: Bars,
) -> Suspicion | None:
    seen = sum(tie.seen for tie in found.values())
    expected = sum(tie.expected for tie in found.values())
    given = sum(1 for rating in around.given if rating.rater_id in members)
    score = excess(seen, expected) - log_choose(population, len(members))
    if (kind is Kind.RING and seen < bars.ring) or around.outside < OUTNUMBERED * given:
        return None
    if seen < STAYS * given or seen < TIMES * expected or score < SCORE[kind]:
        return None
    inside = [each for each in around.given if each.rater_id in members and each.author_id in members]
    return Suspicion(
        kind=kind,
        members=members,
        raters=members,
        score=score,
        seen=seen,
        expected=expected,
        rating_ids=tuple(sorted(each.rating_id for each in inside)),
        facts={"given": given},
    )


def _apart(found: list[Suspicion]) -> list[Suspicion]:
    """Of findings that mostly share their members, the surest."""
    kept: list[Suspicion] = []
    for each in sorted(found, key=lambda each: (-each.score, sorted(each.members))):
        overlap = max((len(each.members & other.members) / len(each.members) for other in kept), default=0.0)
        if overlap <= HALF:
            kept.append(each)
    return kept
