"""From deeds to a standing: worth, limits, ranks. Pure, and the same in whatever order deeds are told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from gamification.campaigns.limits import Offer, fill
from gamification.campaigns.rules import Metric, Ties


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something good that a member did.

    `giver_id` is who said that it is good, or was helped; deeds with the same `once` count as one.
    """

    metric: Metric
    key: str  # names one deed of this metric for all time
    member_id: int
    giver_id: int | None
    moment: datetime
    units: int = 1
    once: str | None = None
    own_thread: bool = False

    @property
    def day(self) -> date:
        return self.moment.astimezone(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What scoring needs to know of a campaign."""

    weights: Mapping[str, int]
    starts_at: datetime
    ends_at: datetime
    daily_cap: int
    pair_cap: int
    ties: str = Ties.SHARED


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a standing."""

    rank: int
    member_id: int
    score: int
    deed_count: int
    reached_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Everyone with a score, best first; what was done, by day and by metric, for the pictures."""

    places: Sequence[Place] = ()
    by_day: Mapping[date, int] = field(default_factory=dict)
    by_metric: Mapping[str, int] = field(default_factory=dict)


_NOBODY: Final = Standing()


def worth(deed: Deed, terms: Terms) -> int:
    """What a deed is worth before any limit: nothing outside the campaign, nor in one's own thread."""
    if deed.own_thread or deed.giver_id == deed.member_id:
        return 0
    if not terms.starts_at <= deed.moment < terms.ends_at:
        return 0
    return terms.weights.get(deed.metric, 0) * deed.units


def standing(deeds: Iterable[Deed], terms: Terms) -> Standing:
    """The standing that these deeds give. A deed told twice counts once."""
    offers: dict[int, list[Offer]] = defaultdict(list)
    by_day: Counter[date] = Counter()
    by_metric: Counter[str] = Counter()
    told: set[tuple[str, str]] = set()
    for deed in deeds:
        points = worth(deed, terms)
        if points <= 0 or (deed.metric, deed.key) in told:
            continue
        told.add((deed.metric, deed.key))
        once = None if deed.once is None else f"{deed.metric}:{deed.once}"
        offers[deed.member_id].append(Offer(deed.giver_id, once, deed.day, points))
        by_day[deed.day] += 1
        by_metric[deed.metric] += 1
    if not offers:
        return _NOBODY
    rows = []
    for member_id, each in offers.items():
        days = fill(each, terms.daily_cap, terms.pair_cap)
        if days:
            rows.append((member_id, sum(days.values()), len(each), max(days)))
    return Standing(ranked(rows, terms.ties), dict(sorted(by_day.items())), dict(sorted(by_metric.items())))


def ranked(rows: Iterable[tuple[int, int, int, date]], ties: str) -> list[Place]:
    """Rows of (member, score, deeds, day reached) with their ranks; who stands equal shares one."""
    earlier = ties == Ties.EARLIER

    def order(row: tuple[int, int, int, date]) -> tuple[int, date]:
        return -row[1], row[3] if earlier else date.min

    places: list[Place] = []
    before: tuple[int, date] | None = None
    rank = 0
    for number, row in enumerate(sorted(rows, key=lambda row: (order(row), row[0])), 1):
        if order(row) != before:
            rank, before = number, order(row)
        places.append(Place(rank, *row))
    return places
