"""How the nearest promise of a case stands, for a picture."""

from community.kernel import clock
from moderation.desk import rules
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState


def clock_of(case: Case) -> tuple[str, float]:
    """State of the running promise, and how much of its time is left."""
    now = clock.now()
    state = rules.clock_state(
        case.due_at,
        now,
        paused=case.state in {CaseState.WAITING, CaseState.ON_HOLD},
        closed=not case.is_open,
    )
    return state, rules.share_left(case.opened_at, case.due_at, now)
