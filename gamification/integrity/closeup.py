"""A closer look at one group: what its ratings would be, were they given as others rate in the same matters."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gamification.integrity.rules import Given

Context = tuple[int, int]  # a tag, or a language below zero, and which stretch of time
ANY_TIME: Final = 0
SITE: Final[Context] = (1 << 40, ANY_TIME)

STRETCH: Final = 90  # days: what was there to be rated is much the same within
_EPOCH: Final = 719_163  # days of the calendar before 1970
PRIOR: Final = 25.0  # how many ratings the habits of the whole site weigh against those of one context


def stretch(at: datetime) -> int:
    """The stretch of time of a moment, from 1 on."""
    return (at.date().toordinal() - _EPOCH) // STRETCH + 1


def contexts(topics: Iterable[int], language: int, at: datetime) -> Iterator[Context]:
    """The contexts that a rating belongs to: its tags in its time, then all of its language in its time."""
    when = stretch(at)
    for topic in topics:
        yield topic, when
    yield -language, when


def all_contexts(rating: Given) -> Iterator[Context]:
    """The same, then its language at any time, and last the whole site."""
    yield from contexts(rating.topics, rating.language, rating.at)
    yield -rating.language, ANY_TIME
    yield SITE


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a group's ratings are compared with.

    `given` are the ratings that members gave, whomever they rated. `received` counts, by context and member,
    what came from outside the group, and `totals`, by context, all that outsiders gave.
    """

    given: tuple[Given, ...]
    received: Mapping[tuple[Context, int], int]
    totals: Mapping[Context, int]
    authors: int

    @property
    def outside(self) -> int:
        """How much outsiders gave in the language in which the group gave most."""
        languages = Counter(each.language for each in self.given)
        (language, _), *_ = languages.most_common(1) or [(0, 0)]
        return self.totals.get((-language, ANY_TIME), 0)


def surroundings(
    members: frozenset[int], ratings: Iterable[Given], without: Collection[int] = ()
) -> Surroundings:
    """The surroundings of a group among all ratings, but for some that are in question themselves."""
    given: list[Given] = []
    received: Counter[tuple[Context, int]] = Counter()
    totals: Counter[Context] = Counter()
    authors: set[int] = set()
    for rating in ratings:
        authors.add(rating.author_id)
        if rating.rater_id in members:
            given.append(rating)
            continue
        if rating.rating_id in without:
            continue
        for context in all_contexts(rating):
            totals[context] += 1
            if rating.author_id in members:
                received[context, rating.author_id] += 1
    return Surroundings(tuple(given), received, totals, len(authors))


class Habits:
    """What share of a rating in some context goes to a member, as outsiders rate."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._known: dict[tuple[Context, int], float] = {}

    def share(self, rating: Given, author_id: int) -> float:
        """The largest share that site, time or topics of this rating explain: in doubt for the members."""
        site = self._share(SITE, author_id, 1 / max(1, self._around.authors))
        around = contexts(rating.topics, rating.language, rating.at)
        *topics, time = (self._share(each, author_id, site) for each in around)
        return max(site, time, sum(topics) / max(1, len(topics)))

    def _share(self, context: Context, author_id: int, prior: float) -> float:
        key = (context, author_id)
        if key not in self._known:
            got = self._around.received.get(key, 0)
            total = self._around.totals.get(context, 0)
            self._known[key] = (got + PRIOR * prior) / (total + PRIOR)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Tie:
    """How much one member gave another, and what chance would bring."""

    seen: int
    expected: float


def ties(members: frozenset[int], around: Surroundings) -> dict[tuple[int, int], Tie]:
    """Every tie within a group, also those that nobody made use of."""
    habits = Habits(around)
    seen: Counter[tuple[int, int]] = Counter()
    expected: dict[tuple[int, int], float] = defaultdict(float)
    for rating in around.given:
        if rating.author_id in members:
            seen[rating.rater_id, rating.author_id] += 1
        for author_id in members - {rating.rater_id}:
            expected[rating.rater_id, author_id] += habits.share(rating, author_id)
    return {
        (one, other): Tie(seen[one, other], expected[one, other])
        for one in members
        for other in members
        if one != other
    }
