"""Rates of asking and helping, measured on dumps of real communities; figures only, kept in `rates.json`."""

import json
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.simulation.dumps import ANY_AUTHOR, Asked, Life, life_of
from tests.simulation.hazards import measured
from tests.simulation.weekly import HOURS, Weekly, hour_of_week, smoothed

KEPT = Path(__file__).with_name("rates.json")
CLASSES = ("core", "regular", "occasional")
CORE, REGULAR = 0.05, 0.25  # the first twentieth of those who answer, by their answers; the first quarter
AROUND = 30 * 24  # hours: who has answered since then counts as a helper
SOON = 96  # hours of the helpers' clock
ABOUT_THE_SITE = ".meta."  # such communities discuss their own site; that is not help
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Community:
    """What was measured of one community, for the reader; the simulation uses none of it."""

    name: str
    questions: int
    days: int
    answered: float
    within_2_hours: float
    within_a_day: float
    median_hours: float


@dataclass(frozen=True, slots=True)
class Rates:
    """What was measured; see docs/simulation.md."""

    communities: Sequence[Community]
    asking: Sequence[int]  # questions by hour of the week, UTC
    helping: Sequence[int]  # answers by hour of the week, UTC
    first_answer: Mapping[str, Sequence[float]]  # by who answers first
    looks_in: Mapping[str, Sequence[float]]  # a helper's next sign of life
    anyway: Mapping[str, float]  # how often a helper who looks in soon answers a given question, uninvited
    good: Mapping[str, float]  # share of first answers that helped
    helpers: Mapping[str, float]  # those around, for each question a day
    repeated: float  # share of questions that were found to have been asked before


def kept() -> Rates:
    """The figures that lie in the project."""
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    return Rates(**found | {"communities": [Community(**each) for each in found["communities"]]})


def keep(rates: Rates) -> None:
    """Write figures into the project."""
    KEPT.write_text(json.dumps(asdict(rates), indent=1) + "\n", encoding="utf-8")


def derive(folder: Path) -> Rates:
    """Measure all dumps in `folder` but those about a site itself. Raises DumpError; ValueError without any."""
    dumps = [each for each in sorted(folder.iterdir()) if each.is_dir() and ABOUT_THE_SITE not in each.name]
    lives = [life_of(each) for each in dumps]
    if not lives:
        message = f"there is no dump in {folder}"
        raise ValueError(message)
    asking = _by_hour(asked.at for life in lives for asked in life.asked)
    helping = _by_hour(a.at for life in lives for asked in life.asked for a in asked.answers)
    clock = Weekly(smoothed(helping))
    watches = [_Watch(life, clock) for life in lives]
    pairs = [pair for watch in watches for pair in watch.pairs()]
    good = [each for watch in watches for each in watch.first_good()]
    return Rates(
        communities=[_told(life) for life in lives],
        asking=asking,
        helping=helping,
        first_answer={kind: _rounded(w for each in watches for w in each.waits(kind)) for kind in CLASSES},
        looks_in={kind: _rounded((w, e) for k, w, e, _ in pairs if k == kind) for kind in CLASSES},
        anyway={
            kind: _share(did for k, wait, seen, did in pairs if k == kind and seen and wait <= SOON)
            for kind in CLASSES
        },
        good={kind: _share(g for k, g in good if k == kind) for kind in CLASSES},
        helpers={kind: round(sum(w.around(kind) for w in watches) / len(watches), 3) for kind in CLASSES},
        repeated=round(sum(life.repeated for life in lives) / sum(len(life.asked) for life in lives), 4),
    )


class _Watch:
    """One community, watched on the clock of its helpers."""

    def __init__(self, life: Life, clock: Weekly) -> None:
        self.life = life
        self.clock = clock
        self.kinds = kinds_of(life.asked)
        self.given: dict[int, list[float]] = defaultdict(list)
        for answer in sorted((a for asked in life.asked for a in asked.answers), key=lambda a: a.at):
            if answer.by in self.kinds:
                self.given[answer.by].append(answer.at)

    def between(self, start: float, end: float) -> float:
        return self.clock.read(end / HOUR) - self.clock.read(start / HOUR)

    def waits(self, kind: str) -> Iterator[tuple[float, bool]]:
        """How long each question waited for its first answer, and whether one of `kind` gave it."""
        for asked in self.life.asked:
            first = asked.answers[0] if asked.answers else None
            ends = first.at if first else self.life.ends
            by = self.kinds.get(first.by, "occasional") if first else ""
            yield self.between(asked.at, ends), by == kind

    def pairs(self) -> Iterator[tuple[str, float, bool, bool]]:
        """For each question and each helper around: kind, wait for a sign of life, whether seen, whether answered."""
        for asked in self._later():
            for who in self._known(asked):
                seen = self.life.seen[who]
                at = bisect_right(seen, asked.at)
                ends = seen[at] if at < len(seen) else self.life.ends
                did = any(answer.by == who for answer in asked.answers)
                yield self.kinds[who], self.between(asked.at, ends), at < len(seen), did

    def first_good(self) -> Iterator[tuple[str, bool]]:
        for asked in self.life.asked:
            if asked.answers:
                yield self.kinds.get(asked.answers[0].by, "occasional"), asked.answers[0].good

    def around(self, kind: str) -> float:
        """How many helpers of `kind` there are for each question a day."""
        later = self._later()
        known = sum(self.kinds[who] == kind for asked in later for who in self._known(asked))
        moments = [asked.at for asked in self.life.asked]
        a_day = [
            (bisect_left(moments, asked.at) - bisect_left(moments, asked.at - AROUND * HOUR)) * 24 / AROUND
            for asked in later
        ]
        return known / sum(a_day)

    def _later(self) -> list[Asked]:
        """The questions before which a whole span of helping lies."""
        opened = self.life.asked[0].at
        return [asked for asked in self.life.asked if asked.at >= opened + AROUND * HOUR]

    def _known(self, asked: Asked) -> list[int]:
        since = asked.at - AROUND * HOUR
        return [
            who
            for who, given in self.given.items()
            if who != asked.by and bisect_left(given, asked.at) > bisect_left(given, since)
        ]


def kinds_of(asked: Iterable[Asked]) -> dict[int, str]:
    """Which class of helpers each member belongs to who ever answered, by how often they did."""
    counts = Counter(answer.by for each in asked for answer in each.answers if answer.by != ANY_AUTHOR)
    ranked = [who for who, _ in sorted(counts.items(), key=lambda found: (-found[1], found[0]))]
    bounds = (max(1, round(len(ranked) * CORE)), max(1, round(len(ranked) * REGULAR)))
    return {who: CLASSES[bisect_right(bounds, rank)] for rank, who in enumerate(ranked)}


def _told(life: Life) -> Community:
    waits = sorted((asked.answers[0].at - asked.at) / HOUR for asked in life.asked if asked.answers)
    count = len(life.asked)
    return Community(
        name=life.name,
        questions=count,
        days=round((life.ends - life.asked[0].at) / HOUR / 24),
        answered=round(len(waits) / count, 3),
        within_2_hours=round(bisect_right(waits, 2) / count, 3),
        within_a_day=round(bisect_right(waits, 24) / count, 3),
        median_hours=round(waits[len(waits) // 2], 2),
    )


def _by_hour(moments: Iterable[float]) -> list[int]:
    counts = Counter(map(hour_of_week, moments))
    return [counts[hour] for hour in range(HOURS)]


def _rounded(waits: Iterable[tuple[float, bool]]) -> list[float]:
    return [round(rate, 6) for rate in measured(waits)]


def _share(found: Iterable[bool]) -> float:
    known = list(found)
    return round(sum(known) / len(known), 4) if known else 0.0
