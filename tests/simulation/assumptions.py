"""What no dump can tell and is therefore assumed, each with its reason; and which kinds of service are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from community.kernel.thresholds import THRESHOLDS
from community.routing.rules import MoveReason
from moderation.sla.hours import Calendar

START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365
WEEKDAYS = range(5)
CALENDAR = Calendar(
    hours=dict.fromkeys(WEEKDAYS, ((9 * 60, 17 * 60),)),
    zone="Europe/Berlin",
    holidays=frozenset(
        {
            date(2025, 1, 1),
            date(2025, 4, 18),
            date(2025, 4, 21),
            date(2025, 5, 1),
            date(2025, 12, 25),
            date(2025, 12, 26),
        }
    ),
)


def _usual(slug: str) -> float:
    return THRESHOLDS[slug].default


# Hours after asking, and how many are invited then: as on a site that has set nothing else.
RINGS = (
    (0.0, int(_usual("ring_1_helpers"))),
    (_usual("ring_2_minutes") / 60, int(_usual("ring_2_helpers"))),
    (_usual("ring_3_minutes") / 60, int(_usual("ring_3_helpers"))),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of need: its share, why staff must have it, whether the crowd can help, and how it is weighed."""

    share: float
    reason: MoveReason | None = None
    crowd_can: bool = True
    severity: float = 0.0
    anger: float = 0.0


# Shares as in the service of a company that sells things; about a quarter is for staff from the beginning.
KINDS: Mapping[str, Kind] = {
    "ordinary": Kind(0.74),
    "account": Kind(0.12, MoveReason.ACCOUNT, crowd_can=False, severity=0.55),
    "expert": Kind(0.07, MoveReason.EXPERT, severity=0.45),
    "angry": Kind(0.05, MoveReason.ANGRY, crowd_can=False, severity=0.6, anger=0.8),
    "legal": Kind(0.01, MoveReason.LEGAL, crowd_can=False, severity=0.85, anger=0.3),
    "safety": Kind(0.01, MoveReason.SAFETY, crowd_can=False, severity=1.0),
}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Numbers of one run."""

    needs_a_day: float = 80
    self_service: float = (
        0.10  # find their answer among similar ones while typing; dumps show what is left over
    )
    patience_minutes: float = _usual("unanswered_minutes")
    says_so: float = 0.5  # of those whom the first answer did not help; the others go silently
    says_so_hours: float = 12.0
    invited: float = (
        1.0  # an invitation adds as much, times this, as helpers who look in would have answered anyway
    )
    writing_minutes: float = 10.0
    invitations_a_day: int = int(_usual("invitations_a_day"))  # to one helper who has chosen no number
    tier_1: int = 5
    tier_2: int = 2
    tier_1_minutes: float = 16.0  # paid time for a case, breaks and meetings among it
    tier_2_minutes: float = 32.0
    spread: float = 0.6  # of the logarithm of handling times
    passed_on: float = 0.12  # of the cases of tier 1
    days: int = DAYS
    seed: int = 20250101


@dataclass(frozen=True, slots=True)
class Service:
    """One way to run a service; the ladder is crowd, lift and staff together."""

    slug: str
    title: str
    crowd: bool = True
    rings: bool = True
    staff: bool = True
    numbers: Assumptions = field(default_factory=Assumptions)

    def but(self, **changes: Any) -> "Service":
        """The same with other numbers."""
        return replace(self, numbers=replace(self.numbers, **changes))


CROWD_ONLY = Service("crowd-only", "Community alone", rings=False, staff=False)
DESK_ONLY = Service("desk-only", "Staff alone", crowd=False, rings=False)
NO_RINGS = Service("no-rings", "Ladder without rings", rings=False)
LADDER = Service("ladder", "Ladder")
SERVICES = (CROWD_ONLY, DESK_ONLY, NO_RINGS, LADDER)
