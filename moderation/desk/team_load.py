"""Who of the staff has how much: open, waiting, late, settled today, against what one person can hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from moderation.desk.conditions import late
from moderation.desk.days import day_start
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.sla.queries import default_calendar
from moderation.staff.catalogue import TEAMS
from moderation.staff.queries import colleagues
from moderation.staff.rules import Absence

NOBODY: Final = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one person or one team has. `capacity` is how many open cases one person can hold; 0: not known."""

    name: str
    member: Member | None = None
    open: int = 0
    waiting: int = 0
    late: int = 0
    settled: int = 0
    capacity: int = 0

    @property
    def share(self) -> float:
        """How full a person's hands are; 1 is full."""
        return self.open / self.capacity if self.capacity else 0.0


def loads() -> tuple[list[Load], list[Load], Load]:
    """Of each person, the fullest hands first; of each team; and of nobody: what is not assigned.

    Whoever is suspended stands there with the cases that they have still.
    """
    since = day_start(default_calendar(), clock.now())
    owned = {row[0]: row[1:] for row in db.session.execute(_numbers(Case.owner_id, since)).all()}
    teams = {row[0]: row[1:] for row in db.session.execute(_numbers(Case.team, since)).all()}
    people = [each for each in colleagues() if each.absence != Absence.SUSPENDED or each.id in owned]
    persons = [
        _load(each.member.display_name, owned.get(each.id), each.member, each.capacity) for each in people
    ]
    persons.sort(key=lambda each: (-each.share, each.name))
    by_team = [
        _load(team, teams.get(team)) for team in dict.fromkeys((*(each.slug for each in TEAMS), *teams))
    ]
    return persons, by_team, _load("", owned.get(NOBODY))


def _numbers(column: Any, since: datetime) -> Select[Any]:
    paused = or_(Case.state == CaseState.WAITING, Case.state == CaseState.ON_HOLD)
    return (
        select(
            column,
            _count(Case.state == CaseState.OPEN),
            _count(paused),
            _count(late()),
            _count(and_(Case.state == CaseState.RESOLVED, Case.closed_at >= since)),
        )
        .where(or_(Case.state != CaseState.RESOLVED, Case.closed_at >= since))
        .group_by(column)
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _load(name: str, numbers: Sequence[int] | None, member: Member | None = None, capacity: int = 0) -> Load:
    opened, waiting, behind, settled = map(int, numbers or (0, 0, 0, 0))
    return Load(
        name=name,
        member=member,
        open=opened,
        waiting=waiting,
        late=behind,
        settled=settled,
        capacity=capacity,
    )
