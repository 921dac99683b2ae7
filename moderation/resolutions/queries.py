"""Reads the ledger: needs that ended, and visitors who found their solution before they asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, case, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from community.kernel import clock, kept
from community.kernel.asking import Asking, asked
from community.kernel.db import db
from community.routing.models import Need, SelfHelp, Stage
from moderation.resolutions import rules
from moderation.resolutions.rules import Period


def periods(days: int) -> list[Period]:
    """How needs ended in the last days, in equal periods; on a large site as they were a moment ago."""
    found: list[Period] = kept.shelf("resolutions").get(days, lambda: asked(counted(days)))
    return found


def counted(days: int) -> Asking[list[Period]]:
    """The same, beside other figures."""
    begins = rules.starts(clock.now(), days)
    (rows,) = yield [_ended(begins)]
    return rules.filled(begins, _read(rows))


def since(moment: datetime) -> dict[str, int]:
    """How many needs were credited to each rung since a moment; rungs without any are left out."""
    found = rules.together(rules.filled([moment], _read(db.session.execute(_ended([moment])).all())))
    return {credit: count for credit, count in found.items() if count}


def _number(column: InstrumentedAttribute[Any], begins: Sequence[datetime]) -> Any:
    """The number of the period in which a moment lies."""
    later = [(column < end, number) for number, end in enumerate(begins[1:])]
    return case(*later, else_=len(begins) - 1) if later else func.coalesce(0, 0)


def _ended(begins: Sequence[datetime]) -> CompoundSelect[*tuple[Any, ...]]:
    """(period, rung, how many) of needs that ended and of visits that were enough."""
    return union_all(_needs(begins), _visits(begins))


def _read(rows: Sequence[Any]) -> list[tuple[int, str, int]]:
    return [(int(place), credit or "", count) for place, credit, count in rows]


def _needs(begins: Sequence[datetime]) -> Select[*tuple[Any, ...]]:
    number = _number(Need.resolved_at, begins).label("number")
    return (
        select(number, Need.resolved_by, func.count())
        .where(Need.stage == Stage.RESOLVED, Need.resolved_at >= begins[0])
        .group_by(number, Need.resolved_by)
    )


def _visits(begins: Sequence[datetime]) -> Select[*tuple[Any, ...]]:
    number = _number(SelfHelp.created_at, begins).label("number")
    query = select(number, literal(Stage.SELF_SERVICE.value), func.count())
    return query.where(SelfHelp.created_at >= begins[0]).group_by(number)
