"""Letting a case wait, and going on with it; no clock runs meanwhile."""

from community.kernel.policy import Actor
from moderation.escalation import holding, promises
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState


def wait(case_id: int, *, by: Actor, on_hold: bool = False) -> Case:
    """Wait for the customer, or for something else; no clock runs meanwhile."""
    case, wanted = holding.mine(case_id, by), CaseState.ON_HOLD if on_hold else CaseState.WAITING
    if case.state == wanted:
        return case
    promises.pause(case, wanted)
    holding.write_down("case-paused", case, by, {"state": case.state})
    return case


def resume(case_id: int, *, by: Actor) -> Case:
    """Go on with a case that waited."""
    case = holding.mine(case_id, by)
    if case.state == CaseState.OPEN:
        return case
    promises.go_on(case)
    holding.write_down("case-resumed", case, by)
    return case
