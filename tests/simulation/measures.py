"""What a simulated year comes to: how soon people are answered, by whom, and what it costs staff."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from zoneinfo import ZoneInfo

from community.routing.rules import UNKNOWN, Stage
from tests.simulation.assumptions import CALENDAR, START, Assumptions
from tests.simulation.needs import NOBODY, Need
from tests.simulation.service import Outcome

PROMPT = 2  # hours
WORKING_DAY = 8  # service hours
ENDS = (
    Stage.SELF_SERVICE.value,
    Stage.CROWD.value,
    Stage.TIER_1.value,
    Stage.TIER_2.value,
    UNKNOWN,
    NOBODY,
)


@dataclass(frozen=True, slots=True)
class Waits:
    """Hours until the first answer, sorted; inf for those who never got one."""

    hours: Sequence[float]

    def at(self, share: float) -> float:
        """The wait that this share of people had at most."""
        if not self.hours:
            return 0.0
        return self.hours[min(int(len(self.hours) * share), len(self.hours) - 1)]

    def within(self, hours: float) -> float:
        return bisect_right(self.hours, hours) / len(self.hours) if self.hours else 0.0


@dataclass(frozen=True, slots=True)
class Measures:
    """One run in figures. Shares are of all needs, waits of those that were asked."""

    slug: str
    title: str
    numbers: Assumptions
    needs: int
    waits: Waits
    service_waits: Waits
    by_hour: Sequence[Waits]  # by the hour of asking on the clock of the desk
    ends: Mapping[str, float]
    staff_hours: Mapping[str, float]
    staff_cases: Mapping[str, int]
    year_hours: float
    invitations: int
    helpers: int
    alone: Waits  # what the crowd could have: needs that it may answer

    @property
    def never(self) -> float:
        return 1 - self.waits.within(10 * self.numbers.days * 24)

    @property
    def all_staff_hours(self) -> float:
        return sum(self.staff_hours.values())

    @property
    def by_staff(self) -> float:
        return self.ends[Stage.TIER_1] + self.ends[Stage.TIER_2]


def measured(outcome: Outcome) -> Measures:
    """Count what became of a year."""
    asked = [need for need in outcome.needs if not need.found_by_itself]
    ends = Counter(need.resolved_by for need in outcome.needs)
    by_hour: list[list[float]] = [[] for _ in range(24)]
    for need in asked:
        by_hour[desk_hour(need.asked_at)].append(_wait(need))
    return Measures(
        slug=outcome.service.slug,
        title=outcome.service.title,
        numbers=outcome.service.numbers,
        needs=len(outcome.needs),
        waits=Waits(sorted(map(_wait, asked))),
        service_waits=Waits(sorted(_service_waits(outcome, asked))),
        by_hour=[Waits(sorted(hours)) for hours in by_hour],
        ends={end: ends[end] / len(outcome.needs) for end in ENDS},
        staff_hours={stage.value: tier.hours for stage, tier in outcome.tiers.items()},
        staff_cases={stage.value: tier.cases for stage, tier in outcome.tiers.items()},
        year_hours=outcome.year_hours,
        invitations=outcome.invitations,
        helpers=outcome.helpers,
        alone=Waits(sorted(_wait(need) for need in asked if need.about.crowd_can)),
    )


def desk_hour(moment: float) -> int:
    """The hour of the day at the desk."""
    return (START + timedelta(hours=moment)).astimezone(ZoneInfo(CALENDAR.zone)).hour


def _wait(need: Need) -> float:
    return need.answered_at - need.asked_at


def _service_waits(outcome: Outcome, asked: Sequence[Need]) -> Iterator[float]:
    for need in asked:
        wait = need.answered_at
        yield inf if wait == inf else outcome.hours.between(need.asked_at, wait)
