"""What casework hears of cases: who they went to, who worked on them, how they ended."""

from typing import Final

from community.kernel import events, jobs
from community.kernel.policy import STAFF
from moderation.casework import distributing, handing, leaving, merging, queries
from moderation.casework.rules import Mode
from moderation.escalation.queries import case_or_404

JOB: Final = "distribute-case"
# Whoever does one of these has taken the case in hand; looking or declining is not that.
WORK: Final = frozenset(
    {
        "case-claimed",
        "case-noted",
        "case-replied",
        "case-paused",
        "case-resumed",
        "case-passed",
        "case-sent-back",
        "case-handed-over",
    }
)


def opened(event: events.CaseOpened) -> None:
    """A new case looks for somebody, in a moment and on its own."""
    look_for_somebody(event.case_id)


def look_for_somebody(case_id: int) -> None:
    """Ask for a case to be given out, where the site gives out cases."""
    if queries.mode() is not Mode.MANUAL:
        jobs.enqueue(JOB, {"case_id": case_id})


def give_out(payload: dict[str, object]) -> None:
    """The job: it opens its own unit of work."""
    distributing.give_out(int(str(payload["case_id"])))


def assigned(event: events.CaseAssigned) -> None:
    """Who it went to is written down; a hand-over that waited has its answer."""
    case = case_or_404(event.case_id)
    distributing.keep_assignment(
        case, event.owner_id, event.how, by_id=event.by_id, note=event.note, why=event.why
    )
    handing.follow(event.case_id, by_id=event.by_id, owner_id=event.owner_id, taken=True)
    if event.owner_id is None and event.how in {"passed", "reopened", "returned", "declined", "left"}:
        look_for_somebody(event.case_id)


def worked(event: events.CaseWorked) -> None:
    """Whoever works on what was handed to them has taken it."""
    if event.act in WORK:
        handing.follow(event.case_id, by_id=event.by_id)


def left(event: events.MemberClosed | events.RoleChanged) -> None:
    """Whoever is no longer of the staff keeps no cases and no profile."""
    if isinstance(event, events.RoleChanged) and event.new in STAFF:
        return
    leaving.leave(event.member_id)


def closed(event: events.CaseClosed) -> None:
    """Nothing waits to be taken any more."""
    handing.close(event.case_id, by_id=event.by_id)


def hand_over_ended(event: events.CaseHandOver) -> None:
    """An offer that was declined goes to the next one."""
    if event.giver_id is None and event.how in {"declined", "returned"}:
        look_for_somebody(event.case_id)


def questions_merged(event: events.QuestionMerged) -> None:
    """The case of a merged question goes on in the other one."""
    merging.follow(event)
