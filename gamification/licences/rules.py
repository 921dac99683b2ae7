"""How a licence goes from hand to hand: which moves there are, who makes them, what an applicant needs; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WORDS_SHORTEST: Final = 20
WORDS_LONGEST: Final = 1_000
REASON_SHORTEST: Final = 5
REASON_LONGEST: Final = 400


class State(StrEnum):
    """Where a licence stands."""

    APPLIED = "applied"
    PROBATION = "probation"
    LICENSED = "licensed"
    SENIOR = "senior"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    RESIGNED = "resigned"


class Act(StrEnum):
    """What can be done about a licence."""

    APPLY = "apply"
    APPROVE = "approve"
    REFUSE = "refuse"
    PROMOTE = "promote"
    SUSPEND = "suspend"
    RESUME = "resume"
    RESIGN = "resign"


OWN: Final = frozenset({Act.APPLY, Act.RESIGN})  # the member's; every other act is staff's
DECISIONS: Final = tuple(act for act in Act if act not in OWN)
PATH: Final = (State.APPLIED, State.PROBATION, State.LICENSED, State.SENIOR)
HELD: Final = frozenset({State.PROBATION, State.LICENSED, State.SENIOR})
# Who comes back from a suspension begins on probation again: what was doubted is looked at anew.
MOVES: Final[Mapping[Act, Mapping[State | None, State]]] = {
    Act.APPLY: dict.fromkeys((None, State.REFUSED, State.RESIGNED), State.APPLIED),
    Act.APPROVE: {State.APPLIED: State.PROBATION},
    Act.REFUSE: {State.APPLIED: State.REFUSED},
    Act.PROMOTE: {State.PROBATION: State.LICENSED, State.LICENSED: State.SENIOR},
    Act.SUSPEND: dict.fromkeys(HELD, State.SUSPENDED),
    Act.RESUME: {State.SUSPENDED: State.PROBATION},
    Act.RESIGN: dict.fromkeys((State.APPLIED, *sorted(HELD)), State.RESIGNED),
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What an applicant needs: a level, and well-rated answers in the topic and language."""

    level: int
    answers: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What an applicant still lacks."""

    level: bool
    answers: int

    @property
    def nothing(self) -> bool:
        return not (self.level or self.answers)


def after(act: Act, state: State | None) -> State | None:
    """Where `act` leads from `state`; None where it cannot be done. No state: nothing was applied for yet."""
    return MOVES[act].get(state)


def open_to(state: State | None, *, staff: bool) -> tuple[Act, ...]:
    """What staff, or the member, may do now."""
    return tuple(act for act in Act if (act not in OWN) == staff and after(act, state) is not None)


def missing(needs: Needs, level: int, answers: int) -> Missing:
    """What an applicant with this level and so many well-rated answers lacks."""
    return Missing(level < needs.level, max(needs.answers - answers, 0))


def again_at(state: State, decided_at: datetime | None, wait: timedelta) -> datetime | None:
    """When somebody who was refused may apply again; None where there is nothing to wait for."""
    return decided_at + wait if state is State.REFUSED and decided_at else None


def share_looked_at(state: State, sampled: float) -> float | None:
    """The share of drafts at which a person must look before they go out; None where none may be written."""
    if state not in HELD:
        return None
    return sampled if state is State.SENIOR else 1.0
