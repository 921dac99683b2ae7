"""Staff at their desk: two tiers, one case at a time each, the most urgent first by the project's own priority."""

from collections import deque
from dataclasses import dataclass, field

from community.routing.rules import Stage
from moderation.triage import priority
from tests.simulation.needs import Need

LIFTED = 0.3  # severity of a question that only waited: 30 points of complaint, as an unsure detector gives


@dataclass(slots=True)
class Tier:
    """Agents of one tier with what waits for them; within a kind, who came first is first."""

    stage: Stage
    agents: int
    free: int = 0
    waiting: dict[str, deque[Need]] = field(default_factory=dict)
    hours: float = 0.0
    cases: int = 0

    def __post_init__(self) -> None:
        self.free = self.agents

    def add(self, need: Need) -> None:
        self.waiting.setdefault(need.kind, deque()).append(need)

    @property
    def length(self) -> int:
        return sum(map(len, self.waiting.values()))

    def take(self, now: float) -> Need | None:
        """The most urgent need that is not over, now in hand; None when nobody is free or nothing waits."""
        if not self.free:
            return None
        for queue in self.waiting.values():
            while queue and queue[0].is_over:
                queue.popleft()
        heads = [queue for queue in self.waiting.values() if queue]
        if not heads:
            return None
        need = min(heads, key=lambda queue: _order(queue[0], now)).popleft()
        self.free -= 1
        self.cases += 1
        need.in_hand = True
        return need

    def put_down(self, hours: float) -> None:
        """A case is done; the agent is free again."""
        self.free += 1
        self.hours += hours


def _order(need: Need, now: float) -> tuple[str, float]:
    about = need.about
    minutes = (now - need.asked_at) * 60
    severity = about.severity or LIFTED
    band = priority.band(severity=severity, anger=about.anger, waited_minutes=minutes, influence=0.0)
    points = priority.points(
        severity=severity, anger=about.anger, waiting=priority.waiting(minutes), influence=0.0
    )
    return band.value, -points - minutes / 1e6
