"""The shapes of statements that count: whom and what they are confined to, and what their rows hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Select, bindparam, func, literal, select

from gamification.badges.facts import Condition, named, tagged
from gamification.badges.rules import Badge

# Filled in when a statement runs: making one costs more than running it, so each is made once.
MEMBERS: Final[BindParameter[Any]] = bindparam("members", expanding=True)
Units = Select[Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement is confined to; the values come with its parameters."""

    members: bool = False  # else everybody
    windowed: bool = False
    tagged: bool = False
    spoken: bool = False  # in one language

    def where(self, member: Any, moment: Any, thread: Any = None, lang: Any = None) -> Sequence[Condition]:
        found: list[Condition] = [member.in_(MEMBERS) if self.members else member.is_not(None)]
        if self.windowed:
            found += [moment >= bindparam("start"), moment < bindparam("end")]
        if self.tagged and thread is not None:
            under = select(tagged.c.question_id).where(tagged.c.tag_id.in_(named(bindparam("tag"))))
            found.append(thread.in_(under.scalar_subquery()))
        if self.spoken and lang is not None:
            found.append(lang == bindparam("lang"))
        return found


def shape_of(badge: Badge, *, members: bool) -> Shape:
    """The shape of what a badge looks at."""
    return Shape(members, badge.window is not None, bool(badge.scope.tag), bool(badge.scope.lang))


def values_of(badge: Badge, now: datetime) -> dict[str, Any]:
    """The parameters that go with that shape, without the members."""
    found: dict[str, Any] = {}
    if badge.window is not None:
        found["start"], found["end"] = badge.window.bounds(now)
    if badge.scope.tag:
        found["tag"] = badge.scope.tag
    if badge.scope.lang:
        found["lang"] = badge.scope.lang
    return found


def units(member: Any, moment: Any, unit: Any, part: Any = None, weight: Any = None) -> Units:
    return select(
        member.label("member"),
        (literal(0) if part is None else part).label("part"),
        unit.label("unit"),
        moment.label("moment"),
        (literal(1) if weight is None else weight).label("weight"),
    )


def once(member: Any, moment: Any, unit: Any) -> Units:
    """The same where something may come several times: each counts once, when it came first."""
    return units(member, func.min(moment), unit).group_by(member, unit)


def running(stream: Units) -> Any:
    """Each row of a stream with the sum so far and in the end, of its member and part."""
    each = stream.subquery()
    part = (each.c.member, each.c.part)
    so_far = func.sum(each.c.weight).over(partition_by=part, order_by=(each.c.moment, each.c.unit))
    total = func.sum(each.c.weight).over(partition_by=part)
    columns = (each.c.member, each.c.part, each.c.moment, so_far.label("running"), total.label("total"))
    return select(*columns).subquery()


def totals(stream: Units) -> Any:
    """What a stream adds up to for each member: in the best part, where there are several."""
    each = stream.subquery()
    part = (
        select(each.c.member, func.sum(each.c.weight).label("total"))
        .group_by(each.c.member, each.c.part)
        .subquery()
    )
    return select(part.c.member, func.max(part.c.total)).group_by(part.c.member)
