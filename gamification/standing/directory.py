"""Answers what standing a member has: for the policy, for bylines and cards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import has_request_context
from sqlalchemy import Select, SQLColumnExpression, bindparam, select
from sqlalchemy.orm import Bundle

from community.accounts.models import Member
from community.accounts.session import current_member
from community.kernel.db import db
from community.kernel.languages import said
from community.kernel.ports import Standing
from gamification.levels import catalogue, queries
from gamification.reputation.models import MemberStanding

# Columns and no entity: what the session holds of it may be of an earlier moment.
_KEPT: Final[Any] = Bundle("standing", *MemberStanding.__table__.columns)
_STANDINGS: Final = (
    select(Member.id, Member.hides_game, _KEPT)
    .outerjoin(MemberStanding, MemberStanding.member_id == Member.id)
    .where(Member.id.in_(bindparam("members", expanding=True)))
)


class Directory:
    """Fills the port: the standing of many members in one statement, or beside what is asked anyway."""

    def standings_of(self, member_ids: Collection[int]) -> Mapping[int, Standing]:
        return {member_id: standing for member_id, (standing, _hidden) in _read(member_ids).items()}

    def beside(
        self, query: Select[*tuple[Any, ...]], member_id: SQLColumnExpression[int]
    ) -> Select[*tuple[Any, ...]]:
        return query.add_columns(_KEPT).outerjoin(MemberStanding, MemberStanding.member_id == member_id)

    def read(self, column: Any) -> Standing:
        return _standing(column, queries.starting_level())


def _read(member_ids: Collection[int]) -> dict[int, tuple[Standing, bool]]:
    """The standing of each of these members, and whether they hide the game."""
    lowest = queries.starting_level()
    found = {member_id: (_standing(None, lowest), False) for member_id in member_ids}
    for member_id, hides_game, row in db.session.execute(_STANDINGS, {"members": list(member_ids)}):
        found[member_id] = (_standing(row, lowest), hides_game)
    return found


def _standing(kept: Any, lowest: int) -> Standing:
    """The standing that is kept as these columns; where there is no row, each of them is None."""
    level = lowest if kept is None or kept.level is None else max(kept.level, lowest)
    begun = kept is not None and kept.member_id is not None
    return Standing(
        points=kept.points if begun else 0,
        level=level,
        privileges=catalogue.privileges_at(level),
        badges={"gold": kept.gold, "silver": kept.silver, "bronze": kept.bronze} if begun else {},
        below_since=kept.below_since if begun else None,
        unseen_awards=kept.unseen_awards if begun else 0,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A standing beside a name. `counts` are gold, silver and bronze badges."""

    title: str
    level: int
    points: int
    counts: tuple[int, int, int]


def standings_of(member_ids: Collection[int | None]) -> dict[int, Shown]:
    """The standing of members for the cards of a page, without those who hide the game.

    A reader who hides it sees none at all.
    """
    wanted = {member_id for member_id in member_ids if member_id is not None}
    reader = current_member() if has_request_context() else None
    if not wanted or (reader is not None and reader.hides_game):
        return {}
    return {
        member_id: Shown(
            said(catalogue.LEVELS[standing.level].title),
            standing.level,
            standing.points,
            (
                standing.badges.get("gold", 0),
                standing.badges.get("silver", 0),
                standing.badges.get("bronze", 0),
            ),
        )
        for member_id, (standing, hidden) in _read(wanted).items()
        if not hidden
    }
