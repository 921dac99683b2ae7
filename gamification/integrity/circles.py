"""Rings and pairs: members whose ratings go round among themselves far more than chance explains."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

from gamification.integrity.chance import excess, log_choose
from gamification.integrity.closeup import Surroundings, Tie, ties
from gamification.integrity.graph import PAIR, Graph, circles
from gamification.integrity.rules import Kind, Suspicion

OFTEN: Final = 3  # a pair that so many groups hold starts no other


@dataclass(frozen=True, slots=True)
class Bar:
    """What a group must pass to be shown to a person."""

    least: int  # ratings inside
    each_way: int  # ratings that every member gives and gets inside
    share: float  # of what the members gave, how much stayed inside
    own_share: float  # the same for each member alone
    times: float  # how many times what chance explains
    score: float  # logarithm of the odds, after the price of looking everywhere


BARS: Final[Mapping[Kind, Bar]] = {
    Kind.RING: Bar(least=8, each_way=2, share=0.15, own_share=0.1, times=2.5, score=4.0),
    Kind.RECIPROCITY: Bar(least=6, each_way=3, share=0.15, own_share=0.1, times=2.5, score=3.0),
}

Look = Callable[[frozenset[int]], Surroundings]


def find(graph: Graph, look: Look, most: int = 5_000) -> list[Suspicion]:
    """The rings and pairs of a graph, the surest first; `look` gives the surroundings of a group."""
    found: list[Suspicion] = []
    for group in _candidates(graph, most):
        if _promises(graph, group):
            suspicion = weigh(group, look(group), graph.members)
            if suspicion is not None:
                found.append(suspicion)
    return _apart(found)


def _candidates(graph: Graph, most: int) -> Iterator[frozenset[int]]:
    """Groups worth a look, each once: the pairs that start them, and what they grow into."""
    known: set[frozenset[int]] = set()
    covered: Counter[frozenset[int]] = Counter()
    for seed in islice(graph.seeds(), most):
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


def _promises(graph: Graph, group: frozenset[int]) -> bool:
    """Whether a group may pass its bar at all: cheap, and never stricter than the closer look."""
    bar = BARS[Kind.RECIPROCITY if len(group) == PAIR else Kind.RING]
    inside = graph.inside(group)
    if inside < bar.least or graph.surprise(group) < bar.score:
        return False
    if len(group) == PAIR:
        one, other = group
        return min(graph.edges.get((one, other), 0), graph.edges.get((other, one), 0)) >= bar.each_way
    return True


def weigh(members: frozenset[int], around: Surroundings, population: int) -> Suspicion | None:
    """What a closer look at a group says; members who hardly belong to it are let go first."""
    while len(members) >= PAIR:
        found = ties(members, around)
        kind = Kind.RECIPROCITY if len(members) == PAIR else Kind.RING
        weakest = _weakest(members, found, around, BARS[kind])
        if weakest is None:
            return _suspicion(kind, members, found, around, population)
        members = members - {weakest}
    return None


def _weakest(
    members: frozenset[int], found: Mapping[tuple[int, int], Tie], around: Surroundings, bar: Bar
) -> int | None:
    """The member with the least part in the group, if any has too little; of equals, any will do."""
    gave, got, given = Counter[int](), Counter[int](), Counter[int]()
    for (one, other), tie in found.items():
        gave[one] += tie.seen
        got[other] += tie.seen
    for rating in around.given:
        given[rating.rater_id] += 1
    part = {
        who: (gave[who] / max(1, given[who]), min(gave[who], got[who]))
        for who in members
        if min(gave[who], got[who]) < bar.each_way or gave[who] < bar.own_share * given[who]
    }
    return min(part, key=lambda who: (*part[who], who)) if part else None


def _suspicion(
    kind: Kind,
    members: frozenset[int],
    found: Mapping[tuple[int, int], Tie],
    around: Surroundings,
    population: int,
) -> Suspicion | None:
    bar = BARS[kind]
    seen = sum(tie.seen for tie in found.values())
    expected = sum(tie.expected for tie in found.values())
    given = sum(1 for rating in around.given if rating.rater_id in members)
    score = excess(seen, expected) - log_choose(population, len(members))
    if seen < bar.least or seen < bar.share * given or seen < bar.times * expected or score < bar.score:
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
        if overlap <= 0.5:  # noqa: PLR2004 - half
            kept.append(each)
    return kept
