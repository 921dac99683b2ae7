"""A filter of the desk as conditions and an order for the database.

Conditions say `resolved` and its opposite as the partial indexes of the cases say them, so that they are used.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from moderation.desk.filters import Filter, Sort, View
from moderation.desk.rules import SOON
from moderation.desk.teams import teams_of
from moderation.escalation.models import Case, Escalation
from moderation.escalation.rules import TIER_1, TIER_2, CaseState
from moderation.review.conditions import FEW, tagged

LATELY: Final = timedelta(days=7)
UNRESOLVED: Final = Case.state != literal_column(f"'{CaseState.RESOLVED.value}'")
RESOLVED: Final = Case.state == literal_column(f"'{CaseState.RESOLVED.value}'")


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Who looks at the desk and when: as values, or as `PARAMETERS` of a statement that is made once."""

    member_id: Any
    teams: Any
    soon: Any
    lately: Any

    @property
    def values(self) -> dict[str, Any]:
        """What the parameters stand for."""
        return {"of": self.member_id, "of_teams": self.teams, "soon": self.soon, "lately": self.lately}


PARAMETERS: Final = Standpoint(
    bindparam("of"), bindparam("of_teams", expanding=True), bindparam("soon"), bindparam("lately")
)


def standpoint(actor: Actor, teams: Collection[str]) -> Standpoint:
    """Where `actor`, who works in these teams, stands now."""
    now = clock.now()
    return Standpoint(actor.id, list(teams), now + SOON, now - LATELY)


def of(wanted: Filter, actor: Actor) -> list[ColumnElement[bool]]:
    """Everything that a filter asks for but the words."""
    teams = teams_of(actor) if wanted.view == View.TEAM else ()
    found = of_view(wanted.view, standpoint(actor, teams), resolved=wanted.resolved)
    if wanted.state:
        found.append(Case.state == wanted.state)
    if wanted.tier in {"1", "2"}:
        found.append(Case.tier == int(wanted.tier))
    if wanted.team:
        found.append(Case.team == wanted.team)
    if wanted.spoken:
        found.append(Case.lang == wanted.spoken)
    if wanted.priority:
        found.append(Case.priority == wanted.priority)
    if wanted.rule:
        found.append(_raised_by(wanted.rule))
    if wanted.tag:
        found.append(tagged(wanted.tag, Case.question_id))
    return found


def of_view(view: str, at: Standpoint, *, resolved: bool = False) -> list[ColumnElement[bool]]:
    """Which cases a view holds for whoever stands there."""
    if view == View.RESOLVED:
        return [RESOLVED, Case.closed_at > at.lately]
    found: dict[str, list[ColumnElement[bool]]] = {
        View.MINE: [Case.owner_id == at.member_id],
        View.TEAM: [Case.team.in_(at.teams)],
        View.UNASSIGNED: [Case.owner_id.is_(None)],
        View.BREACHING: [Case.state == CaseState.OPEN, Case.due_at < at.soon],
        View.WAITING: [or_(Case.state == CaseState.WAITING, Case.state == CaseState.ON_HOLD)],
        View.TIER_1: [Case.tier == TIER_1],
        View.TIER_2: [Case.tier == TIER_2],
    }
    return [RESOLVED if resolved else UNRESOLVED, *found.get(view, [])]


def _raised_by(rule: str) -> ColumnElement[bool]:
    """Raised by a rule. Of many: each case is looked up; of few: they are."""
    raised = select(Escalation.case_id).where(Escalation.rule == rule, Escalation.case_id.is_not(None))
    some = raised.limit(FEW + 1).subquery()
    if (db.session.scalar(select(func.count()).select_from(some)) or 0) > FEW:
        return raised.where(Escalation.case_id == Case.id).exists()
    return Case.id.in_(raised)


def order_of(wanted: Filter) -> list[Any]:
    """The order that a filter asks for; without one, what is closed: the latest first, what is due: the next first."""
    moment, latest_first = moment_of(wanted)
    if moment is None:
        return [Case.priority, Case.points.desc(), Case.id]
    if wanted.q and moment is Case.due_at:  # of few; else what has no end is asked for behind the rest
        return [moment.is_(None), moment, Case.id]
    return [moment.desc(), Case.id.desc()] if latest_first else [moment, Case.id]


def moment_of(wanted: Filter) -> tuple[Any, bool]:
    """The moment of a case by which a list is sorted, and whether the latest comes first; None for priority."""
    if wanted.resolved and not wanted.sort:
        return Case.closed_at, True
    sort = wanted.sort or (Sort.DUE if wanted.view == View.BREACHING else Sort.PRIORITY)
    orders = {
        Sort.DUE: (Case.due_at, False),
        Sort.NEWEST: (Case.opened_at, True),
        Sort.WAITING: (Case.waiting_since, False),
    }
    return orders.get(Sort(sort), (None, False))


def behind(wanted: Filter, then: datetime | None, number: int) -> ColumnElement[bool]:
    """What follows one case in such a list, whatever became of it: its moment, or none, and its number say where.

    Those without a moment, whose clock stands still, come last.
    """
    moment, latest_first = moment_of(wanted)
    later = Case.id < number if latest_first else Case.id > number
    if then is None:
        return and_(moment.is_(None), later)
    past = moment < then if latest_first else moment > then
    return or_(past, and_(moment == then, later), moment.is_(None))


def late() -> ColumnElement[bool]:
    """A promise was not kept."""
    return and_(Case.state == CaseState.OPEN, Case.due_at < clock.now())
