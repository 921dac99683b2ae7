"""What staff are told of, and what goes with one of them."""

from typing import Final

from community.kernel import clock, events
from community.routing.queries import came_to
from community.routing.rules import MoveReason, Stage
from moderation.desk import alerts, drafts
from moderation.escalation import queries as escalation
from moderation.escalation.coming_back import UNREACHABLE
from moderation.escalation.rules import TIER_2

# How a case comes back to its team without anybody to have it; one that goes to another team: `climbed`, `passed`.
_COMES_BACK: Final = frozenset({"reopened", "returned", "declined", "left"})
_PASSED: Final = frozenset({"case-passed", "case-sent-back", "case-team"})


def left(event: events.MemberClosed) -> None:
    """Somebody has left for good."""
    drafts.forget(event.member_id)


def opened(event: events.CaseOpened) -> None:
    """A new case: its team hears of it."""
    alerts.arrived(event.case_id)


def climbed(event: events.NeedMoved) -> None:
    """A case that a rule raised to tier 2: the specialists hear of it."""
    case = escalation.open_case_of(event.need_id)
    by_staff = event.reason == MoveReason.PASSED_ON and event.rule == "staff"  # then `passed` tells
    climbs = event.to_stage == Stage.TIER_2 and event.from_stage == Stage.TIER_1
    if case is not None and climbs and not by_staff:
        alerts.arrived(case.id, by_id=event.by_id)


def passed(event: events.CaseWorked) -> None:
    """Staff gave a case to another team: those there hear of it, each time; told at the end, when its team stands."""
    if event.act not in _PASSED:
        return
    case = escalation.case_or_404(event.case_id)
    stage = Stage.TIER_2 if case.tier == TIER_2 else Stage.TIER_1
    is_back = event.act != "case-team" and came_to(case.need_id, stage) > 1
    alerts.arrived(case.id, by_id=event.by_id, again=clock.now().isoformat(), is_back=is_back)


def unreachable(event: events.CaseWorked) -> None:
    """A letter to the customer came back, each time: whoever is in charge hears of it, for it waits for nobody."""
    if event.act == UNREACHABLE:
        cause = f"case-unreachable:{event.case_id}:{clock.now().isoformat()}"
        alerts.promise(event.case_id, "case-unreachable", cause)


def came_back(event: events.CaseAssigned) -> None:
    """A case that somebody had and nobody has now: its team hears of it again."""
    if event.owner_id is None and event.how in _COMES_BACK:
        alerts.arrived(event.case_id, by_id=event.by_id, again=clock.now().isoformat())


def handed_over(event: events.CaseHandOver) -> None:
    """A case that waits for somebody of another team to take it: those there hear of it, else it only goes back."""
    if event.how == "given" and event.receiver_id is None:
        alerts.arrived(event.case_id, by_id=event.by_id, again=clock.now().isoformat(), is_back=False)


def due_soon(event: events.CaseDueSoon) -> None:
    """A promise runs out: whoever is in charge hears of it."""
    alerts.promise(event.case_id, "case-due", f"case-due:{event.clock_id}")


def late(event: events.CaseLate) -> None:
    """A promise was not kept: whoever is in charge hears of it, and the admins."""
    alerts.promise(event.case_id, "case-late", f"case-late:{event.clock_id}", admins=True)
