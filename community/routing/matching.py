"""Who could answer a question best, judged by what they have answered before; pure.

Of what was tried on two real communities, how lately somebody answered foretold best who answers next,
the record in the question's tags second; the words of the texts added nothing to these two.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

PRESENT_HALF_LIFE: Final = timedelta(days=10)  # how fast "is around" fades
RECORD_HALF_LIFE: Final = timedelta(days=60)  # how fast "knows about this" fades
RECORD_SHARE: Final = 0.4  # what the record weighs beside being around
OTHER_LANGUAGE: Final = 0.2  # what an answer in another language counts
LATELY: Final = timedelta(days=30)
MEAN_STARS: Final = 3.5
STARS_OF_DOUBT: Final = 3  # so many ratings of the mean are added to everyone's


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One answer that somebody gave, as it was known at the moment of asking."""

    member_id: int
    given_at: datetime
    tags: frozenset[str]
    lang: str = "en"
    accepted: bool = False
    ratings: int = 0
    stars: int = 0  # their sum

    @property
    def worth(self) -> float:
        """How good an answer was: 1 for an ordinary one, about 2 for one that solved it and has stars."""
        mean = (self.stars + STARS_OF_DOUBT * MEAN_STARS) / (self.ratings + STARS_OF_DOUBT)
        return max(0.1, 1.0 + 0.5 * self.accepted + (mean - MEAN_STARS) / 2)


@dataclass(slots=True)
class TagRecord:
    """What somebody has done in one tag."""

    answers: int = 0
    accepted: int = 0
    ratings: int = 0
    stars: int = 0

    @property
    def mean(self) -> float | None:
        return self.stars / self.ratings if self.ratings else None


@dataclass(slots=True)
class Match:
    """A helper: how well they fit, and why. `records` holds the tags that the question has."""

    member_id: int
    score: float = 0.0
    answers: int = 0
    lately: int = 0
    records: dict[str, TagRecord] = field(default_factory=dict)


def tag_weights(tags: Collection[str], uses: Mapping[str, int], total: int) -> dict[str, float]:
    """How much each tag tells: rare ones more. `uses` counts the questions of a tag among `total`."""
    return {tag: math.log(1 + total / max(1, uses.get(tag, 0))) for tag in tags}


def ranked(deeds: Iterable[Deed], weights: Mapping[str, float], lang: str, at: datetime) -> list[Match]:
    """Everyone who has answered before `at`, the best match first; deeds after `at` count nothing.

    A community that has fallen silent is judged by its last days: ages count from its newest answer.
    """
    deeds = [deed for deed in deeds if deed.given_at < at]
    newest = max((deed.given_at for deed in deeds), default=at)
    matches: dict[int, Match] = {}
    around: dict[int, float] = defaultdict(float)
    knows: dict[int, float] = defaultdict(float)
    for deed in deeds:
        match = matches.setdefault(deed.member_id, Match(deed.member_id))
        _note(match, deed, weights, at)
        age = newest - deed.given_at
        spoken = 1.0 if deed.lang == lang else OTHER_LANGUAGE
        around[deed.member_id] += spoken * _faded(age, PRESENT_HALF_LIFE)
        shared = sum(weight for tag, weight in weights.items() if tag in deed.tags)
        if shared:
            share = shared / len(deed.tags)
            knows[deed.member_id] += spoken * deed.worth * share * _faded(age, RECORD_HALF_LIFE)
    for member_id, match in matches.items():
        match.score = math.log1p(around[member_id]) + RECORD_SHARE * math.log1p(knows[member_id])
    return sorted(matches.values(), key=lambda match: (-match.score, match.member_id))


def _note(match: Match, deed: Deed, weights: Mapping[str, float], at: datetime) -> None:
    match.answers += 1
    match.lately += at - deed.given_at <= LATELY
    for tag in weights:
        if tag in deed.tags:
            record = match.records.setdefault(tag, TagRecord())
            record.answers += 1
            record.accepted += deed.accepted
            record.ratings += deed.ratings
            record.stars += deed.stars


def _faded(age: timedelta, half_life: timedelta) -> float:
    return float(0.5 ** (age / half_life))
