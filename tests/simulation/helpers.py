"""The community's helpers: who is invited in a ring, and when an invitation brings an answer."""

import random
from collections import Counter
from itertools import accumulate
from math import inf

from tests.simulation.assumptions import Assumptions
from tests.simulation.hazards import Hazard
from tests.simulation.rates import CLASSES, Rates
from tests.simulation.weekly import Weekly

TRIES = 4  # who has had enough for today is passed over, and another is drawn, so many times


class Helpers:
    """As many as were measured for so many questions; nobody is invited more often a day than they bear."""

    def __init__(self, rates: Rates, numbers: Assumptions, helping: Weekly) -> None:
        self.numbers = numbers
        self.helping = helping
        self.chance = random.Random(numbers.seed + 1)
        self.looks_in = {kind: Hazard(rates.looks_in[kind]) for kind in CLASSES}
        self.good = rates.good
        self.heeds = {kind: min(1.0, numbers.invited * rates.anyway[kind]) for kind in CLASSES}
        self.kinds = [
            kind for kind in CLASSES for _ in range(round(rates.helpers[kind] * numbers.needs_a_day))
        ]
        self.weights = list(accumulate(rates.anyway[kind] for kind in self.kinds))
        self.places = range(len(self.kinds))
        self.invitations: Counter[int] = Counter()
        self.today = -1
        self.sent = 0

    def invite(self, count: int, at: float, known: set[int]) -> tuple[float, str] | None:
        """Invite up to `count` more for one need; the soonest answer that comes of it, with who gives it."""
        soonest, by = inf, ""
        for who in self._drawn(count, at, known):
            kind = self.kinds[who]
            if self.chance.random() >= self.heeds[kind]:
                continue
            wait = self.looks_in[kind].wait(self.chance.expovariate(1))
            if wait == inf:
                continue
            writing = self.chance.expovariate(60 / self.numbers.writing_minutes)
            answer_at = self.helping.after(at, wait) + writing
            if answer_at < soonest:
                soonest, by = answer_at, kind
        return (soonest, by) if by else None

    def _drawn(self, count: int, at: float, known: set[int]) -> list[int]:
        """The likeliest to answer are drawn most often; `known` have been invited to this need already."""
        if int(at // 24) != self.today:
            self.today = int(at // 24)
            self.invitations.clear()
        found: list[int] = []
        for _ in range(TRIES if self.kinds else 0):
            for who in self.chance.choices(self.places, cum_weights=self.weights, k=count - len(found)):
                if who not in known and self.invitations[who] < self.numbers.invitations_a_day:
                    known.add(who)
                    self.invitations[who] += 1
                    found.append(who)
            if len(found) == count:
                break
        self.sent += len(found)
        return found
