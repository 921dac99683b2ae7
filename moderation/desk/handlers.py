"""What staff are told of, and what goes with one of them."""

from typing import Final

from community.kernel import clock, events
from community.routing.rules import Stage
from moderation.desk import alerts, drafts
from moderation.escalation import queries as escalation

# How a case comes back to its team without anybody to have it; one that is passed on is told of by `climbed`.
_COMES_BACK: Final = frozenset({"reopened", "returned", "declined", "left"})


def left(event: events.MemberClosed) -> None:
    """Somebody has left for good."""
    drafts.forget(event.member_id)


def opened(event: events.CaseOpened) -> None:
    """A new case: its team hears of it."""
    alerts.arrived(event.case_id)


def climbed(event: events.NeedMoved) -> None:
    """A case that was passed on to tier 2: the specialists hear of it."""
    case = escalation.open_case_of(event.need_id)
    if case is not None and event.to_stage == Stage.TIER_2 and event.from_stage == Stage.TIER_1:
        alerts.arrived(case.id, by_id=event.by_id)


def came_back(event: events.CaseAssigned) -> None:
    """A case that somebody had and nobody has now: its team hears of it again."""
    if event.owner_id is None and event.how in _COMES_BACK:
        alerts.arrived(event.case_id, by_id=event.by_id, again=clock.now().isoformat())


def due_soon(event: events.CaseDueSoon) -> None:
    """A promise runs out: whoever is in charge hears of it."""
    alerts.promise(event.case_id, "case-due", f"case-due:{event.clock_id}")


def late(event: events.CaseLate) -> None:
    """A promise was not kept: whoever is in charge hears of it, and the admins."""
    alerts.promise(event.case_id, "case-late", f"case-late:{event.clock_id}", admins=True)
