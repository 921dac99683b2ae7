"""Everything of the page of one case."""

from typing import Any, Final

from community.kernel import clock
from community.kernel.policy import Actor
from moderation.audit.queries import acts_on
from moderation.canned import picking as canned
from moderation.casework import view as casework
from moderation.casework.catalogue import TEMPLATES
from moderation.desk import drafts, listing, news, talk
from moderation.desk.clocks import clock_of
from moderation.desk.customer import customer_of
from moderation.desk.filters import Filter
from moderation.desk.messages import messages_of
from moderation.desk.next_reply import helps_for
from moderation.desk.weighing import FLOORS, weighing_of
from moderation.escalation import in_force
from moderation.escalation import queries as escalation
from moderation.escalation.models import Case
from moderation.staff.catalogue import TEAMS

BESIDE: Final = 15


def page_of(case_id: int, wanted: Filter, actor: Actor, since: str = "", ready: str = "") -> dict[str, Any]:
    """What the template of a case needs; raises NotFound.

    What came after the mark `since` is shown as new; `ready` are words to look for in canned responses.
    """
    case = escalation.shown_case(case_id)
    escalations = escalation.escalations_of(case.id)
    beside = _beside(case, wanted, actor)
    said_beside = talk.of(case, actor)
    at = next((place for place, each in enumerate(beside) if each.id == case.id), None)
    return {
        "case": case,
        "question": case.question,
        "mine": case.owner_id == actor.member_id,
        "escalations": escalations,
        "messages": messages_of(case, escalations, said_beside, actor),
        "customer": customer_of(case),
        "acts": acts_on(f"case:{case.id}"),
        "helps": helps_for(case, actor) if case.is_open else [],
        "ready": canned.ready(ready, case, actor),
        "talk": said_beside,
        "work": casework.of(case, actor),
        "teams": TEAMS,
        "brief_templates": TEMPLATES,
        "draft": drafts.draft_of(case.id, actor),
        "weighing": weighing_of(case, clock.now()),
        "floors": FLOORS,
        "beside": beside,
        "next_case": beside[at + 1] if at is not None and at + 1 < len(beside) else None,
        "wanted": wanted,
        "clock_of": clock_of,
        "rules": in_force.known(),
        "staff": escalation.staff(),
        "seen": news.mark_of(case),
        "seen_before": (news.read_mark(since) or (None, None))[0],
    }


def _beside(case: Case, wanted: Filter, actor: Actor) -> list[Case]:
    """The cases round this one in the list from which somebody came."""
    ids = listing.found(wanted, actor)
    place = ids.index(case.id) if case.id in ids else 0
    start = max(0, min(place - BESIDE // 3, len(ids) - BESIDE))
    return listing.cases(ids[start : start + BESIDE])
