"""What a customer may know of the case that stands behind their question."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.questions.models import Question
from community.routing import queries as routing
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState, Outcome
from moderation.sla.rules import ClockKind

REMEMBERED: Final = timedelta(days=30)  # how long a settled matter is still shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Nothing of priorities, rules and notes. `state` is open, waiting, on-hold or settled.

    `name` is whose it is, "" while nobody in particular has it; `settles` tells that the promise that is due next is
    an end of the matter, not only an answer; `late` that it is over;
    `written` that staff and the asker write to each other alone, `unread` how much of it is new.
    """

    state: str
    team: str
    name: str
    since: datetime
    due_at: datetime | None
    settles: bool
    late: bool
    answered: bool
    written: bool
    unread: int
    case_id: int


_STATES: Final = {
    CaseState.OPEN: "open",
    CaseState.WAITING: "waiting",
    CaseState.ON_HOLD: "on-hold",
    CaseState.RESOLVED: "settled",
}


def side_of(question: Question) -> Side | None:
    """The customer's side of the newest case of a question; None where staff have none to show."""
    case = db.session.scalars(
        select(Case).where(Case.question_id == question.id).order_by(Case.id.desc()).limit(1)
    ).first()
    if case is None or case.outcome == Outcome.RETURNED:
        return None
    now = clock.now()
    if case.closed_at is not None and now - case.closed_at > REMEMBERED:
        return None
    owner = db.session.get(Member, case.owner_id) if case.owner_id else None
    return Side(
        state=_STATES[CaseState(case.state)],
        team="specialists" if case.team == "specialists" or case.tier > 1 else "support",
        name=first_name(owner.display_name) if owner and owner.is_open else "",
        since=case.closed_at or case.opened_at,
        due_at=case.due_at,
        settles=case.clock == ClockKind.RESOLUTION,
        late=case.due_at is not None and case.due_at < now,
        answered=case.first_replied_at is not None,
        written=routing.has_letters(case.need_id),
        unread=routing.unread_letters(case.need_id, from_asker=False),
        case_id=case.id,
    )


def first_name(name: str) -> str:
    """What somebody is called: the first word of a name; a Chinese name as a whole."""
    return name.split(maxsplit=1)[0] if name.split() else name
