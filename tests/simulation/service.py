"""A year of service, event by event: who answers each need, when, and on which rung it ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf

from community.routing.rules import STAFF_STAGES, UNKNOWN, MoveReason, Stage, credit_of
from tests.simulation.assumptions import CALENDAR, RINGS, START, Service
from tests.simulation.desk import Tier
from tests.simulation.helpers import Helpers
from tests.simulation.hours import ServiceHours
from tests.simulation.needs import NOBODY, Need, Year
from tests.simulation.rates import Rates

AFTERWARDS = 120  # days for which what was asked in the year is followed


@dataclass(slots=True)
class Outcome:
    """What became of a year."""

    service: Service
    needs: list[Need]
    tiers: dict[Stage, Tier]
    hours: ServiceHours
    year_hours: float  # service hours of the year, without those afterwards
    invitations: int
    helpers: int


@dataclass(slots=True)
class _Run:
    """The year under way. Events are functions of their moment, kept in the order of time and then of entry."""

    service: Service
    helpers: Helpers
    hours: ServiceHours
    tiers: dict[Stage, Tier]
    end: float
    events: list[tuple[float, int, Callable[[float], None]]] = field(default_factory=list)
    entered: int = 0
    wakes_at: float = -1.0

    def later(self, at: float, event: Callable[[float], None]) -> None:
        if at < self.end:
            self.entered += 1
            heappush(self.events, (at, self.entered, event))

    def go(self) -> None:
        while self.events:
            at, _, event = heappop(self.events)
            event(at)

    # --- asking -------------------------------------------------------------------------------

    def ask(self, need: Need) -> None:
        """A customer has a need: it is found at once, goes to the crowd, or to staff."""
        now = need.asked_at
        if need.found_by_itself:
            need.answered_at = now
            need.close(Stage.SELF_SERVICE.value, now)
            return
        if not self.service.crowd:
            self.lift(need, MoveReason.ASKED_FOR_STAFF, now)
            return
        need.move(MoveReason.ASKED, now)
        if need.crowd_at < inf:
            self.later(need.crowd_at, lambda at: self.crowd_answers(need, need.crowd_by, at))
        if self.service.staff and need.about.reason is not None:
            self.lift(need, need.about.reason, now)
            return
        if self.service.rings and need.about.crowd_can:
            invited: set[int] = set()
            for after, count in RINGS:
                self.later(now + after, lambda at, count=count: self.ring(need, count, at, invited))  # type: ignore[misc]
        if self.service.staff:
            patience = self.service.numbers.patience_minutes / 60
            self.later(self.hours.due(now, patience), lambda at: self.lose_patience(need, at))

    # --- the crowd ----------------------------------------------------------------------------

    def ring(self, need: Need, count: int, now: float, invited: set[int]) -> None:
        """Invite the next helpers, unless somebody has answered or staff have it."""
        if need.answered_at < inf or need.stage != Stage.CROWD:
            return
        need.rings.append(now)
        found = self.helpers.invite(count, now, invited)
        if found is not None:
            answer_at, by = found
            self.later(answer_at, lambda at: self.crowd_answers(need, by, at))

    def crowd_answers(self, need: Need, by: str, now: float) -> None:
        """A customer answers. Only the first answer counts here; whether it helps was measured."""
        if need.answered_at < inf:
            return
        need.answered_at = now
        if need.luck < self.helpers.good[by]:
            if not need.in_hand:
                need.close(credit_of(need.stage, answered_by_staff=False).value, now)
            return
        if not self.service.staff:
            need.close(UNKNOWN, now)
        elif need.stage == Stage.CROWD:
            self.did_not_help(need, now)

    def did_not_help(self, need: Need, now: float) -> None:
        """Some say so, and staff take it up; the others are never heard of again."""
        if need.says_so_after == inf:
            need.close(UNKNOWN, now)
        else:
            says_at = now + need.says_so_after
            self.later(says_at, lambda at: self.lift(need, MoveReason.STILL_NOT_SOLVED, at))

    # --- staff --------------------------------------------------------------------------------

    def lose_patience(self, need: Need, now: float) -> None:
        """Nobody has answered for as long as the site lets its customers wait."""
        if need.answered_at == inf and need.stage == Stage.CROWD:
            self.lift(need, MoveReason.UNANSWERED, now)

    def lift(self, need: Need, reason: MoveReason, now: float) -> None:
        if not need.is_over and need.move(reason, now) and need.stage in STAFF_STAGES:
            self.tiers[need.stage].add(need)
            self.work(now)

    def work(self, now: float) -> None:
        """Whoever is free takes the most urgent case; outside service hours when the desk opens."""
        opens = self.hours.next_open(now)
        if opens > now:
            if self.wakes_at != opens:
                self.wakes_at = opens
                self.later(opens, self.work)
            return
        for tier in self.tiers.values():
            while (need := tier.take(now)) is not None:
                hours = need.tier_2_hours if tier.stage == Stage.TIER_2 else need.tier_1_hours
                # A case that was begun is finished, also after closing time.
                self.later(
                    now + hours,
                    lambda at, need=need, tier=tier, hours=hours: self.finish(need, tier, hours, at),  # type: ignore[misc]
                )

    def finish(self, need: Need, tier: Tier, hours: float, now: float) -> None:
        tier.put_down(hours)
        need.in_hand = False
        if tier.stage == Stage.TIER_1 and need.passed_on:
            self.lift(need, MoveReason.PASSED_ON, now)
        else:
            need.answered_at = min(need.answered_at, now)
            need.close(credit_of(need.stage, answered_by_staff=True).value, now)
        self.work(now)


def run(service: Service, rates: Rates) -> Outcome:
    """Simulate `service` for its days, and follow up what was asked in them."""
    numbers = service.numbers
    year = Year(rates, numbers)
    helpers = Helpers(rates, numbers, year.helping)
    days = numbers.days + AFTERWARDS
    hours = ServiceHours(CALENDAR, START, days + 30)
    tiers = {
        Stage.TIER_1: Tier(Stage.TIER_1, numbers.tier_1),
        Stage.TIER_2: Tier(Stage.TIER_2, numbers.tier_2),
    }
    under_way = _Run(service, helpers, hours, tiers, end=days * 24)
    needs = list(year.needs())
    for need in needs:
        under_way.later(need.asked_at, lambda _, need=need: under_way.ask(need))  # type: ignore[misc]
    under_way.go()
    for need in needs:
        if not need.is_over:
            need.close(NOBODY if need.answered_at == inf else UNKNOWN, under_way.end)
    return Outcome(
        service, needs, tiers, hours, hours.worked(numbers.days * 24), helpers.sent, len(helpers.kinds)
    )
