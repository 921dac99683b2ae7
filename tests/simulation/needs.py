"""What customers of the simulated year need, and everything about it that chance decides beforehand.

The same seed gives the same needs to every way of running the service, so that these can be compared.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf

from community.routing.rules import LIFTS, UNKNOWN, MoveReason, Stage, next_stage
from tests.simulation.assumptions import KINDS, START, Assumptions, Kind
from tests.simulation.hazards import Hazard
from tests.simulation.rates import CLASSES, Rates
from tests.simulation.weekly import Weekly, smoothed

NOBODY = "nobody"  # never answered
_NAMES = list(KINDS)
_SHARES = list(accumulate(each.share for each in KINDS.values()))
_FOR_SPECIALISTS = {reason for reason, stage in LIFTS.items() if stage is Stage.TIER_2}


@dataclass(slots=True, eq=False)
class Need:
    """One customer's matter on its way."""

    number: int
    kind: str
    asked_at: float
    found_by_itself: bool
    crowd_at: float  # when somebody would answer unasked, inf for never
    crowd_by: str
    luck: float  # whether that answer helps
    says_so_after: float  # hours until the asker says that it did not, inf for never
    tier_1_hours: float
    tier_2_hours: float
    passed_on: bool
    stage: Stage = Stage.SELF_SERVICE
    moves: list[tuple[float, str, Stage]] = field(default_factory=list)
    answered_at: float = inf
    resolved_by: str = ""
    in_hand: bool = False
    rings: list[float] = field(default_factory=list)  # when helpers were invited

    @property
    def about(self) -> Kind:
        return KINDS[self.kind]

    @property
    def is_over(self) -> bool:
        return bool(self.resolved_by)

    def move(self, reason: MoveReason, at: float) -> bool:
        """Take a step of the project's state machine; whether there was one."""
        stage = next_stage(self.stage, reason)
        if stage is None:
            return False
        self.stage = stage
        self.moves.append((at, reason.value, stage))
        return True

    def close(self, by: str, at: float) -> None:
        """End in one bucket; a second end would be a mistake of the simulation."""
        if self.is_over:
            message = f"need {self.number} ended twice"
            raise RuntimeError(message)
        self.resolved_by = by
        if by not in {NOBODY, UNKNOWN}:
            self.move(MoveReason.SOLVED, at)


class Year:
    """A year of needs, from measured rates."""

    def __init__(self, rates: Rates, numbers: Assumptions) -> None:
        self.numbers = numbers
        self.asking = Weekly(smoothed(rates.asking), START)
        self.helping = Weekly(smoothed(rates.helping), START)
        self.first_answer = {kind: Hazard(rates.first_answer[kind]) for kind in CLASSES}

    def needs(self) -> Iterator[Need]:
        """In the order of asking."""
        chance = random.Random(self.numbers.seed)
        shown, number = 0.0, 0
        while True:
            shown += chance.expovariate(self.numbers.needs_a_day / 24)
            asked_at = self.asking.when(shown)
            if asked_at >= self.numbers.days * 24:
                return
            number += 1
            yield self._need(number, asked_at, chance)

    def _need(self, number: int, asked_at: float, chance: random.Random) -> Need:
        numbers = self.numbers
        kind = chance.choices(_NAMES, cum_weights=_SHARES)[0]
        waits = {by: self.first_answer[by].wait(chance.expovariate(1)) for by in CLASSES}
        by = min(waits, key=waits.__getitem__)
        wait = waits[by] if KINDS[kind].crowd_can else inf
        return Need(
            number=number,
            kind=kind,
            asked_at=asked_at,
            found_by_itself=chance.random() < numbers.self_service and KINDS[kind].reason is None,
            crowd_at=self.helping.after(asked_at, wait) if wait < inf else inf,
            crowd_by=by,
            luck=chance.random(),
            says_so_after=_perhaps(numbers.says_so, numbers.says_so_hours, chance),
            tier_1_hours=_around(numbers.tier_1_minutes / 60, numbers.spread, chance),
            tier_2_hours=_around(numbers.tier_2_minutes / 60, numbers.spread, chance),
            passed_on=chance.random() < numbers.passed_on or KINDS[kind].reason in _FOR_SPECIALISTS,
        )


def _around(mean: float, spread: float, chance: random.Random) -> float:
    """A time with this mean, skewed to the right as handling times are."""
    return chance.lognormvariate(math.log(mean) - spread**2 / 2, spread)


def _perhaps(share: float, mean: float, chance: random.Random) -> float:
    """A wait that comes to an end only for a share of people."""
    comes, wait = chance.random() < share, chance.expovariate(1 / mean)
    return wait if comes else inf
