"""Answers what standing a member has: for the policy, for bylines and cards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flask import has_request_context
from sqlalchemy import bindparam, select

from community.accounts.models import Member
from community.accounts.session import current_member
from community.kernel.db import db
from community.kernel.languages import said
from community.kernel.ports import Standing
from gamification.levels import catalogue, queries
from gamification.reputation.models import MemberStanding

_STANDINGS: Final = (
    select(Member.id, Member.hides_game, MemberStanding)
    .outerjoin(MemberStanding, MemberStanding.member_id == Member.id)
    .where(Member.id.in_(bindparam("members", expanding=True)))
    .execution_options(populate_existing=True)
)


class Directory:
    """Fills the port: the standing of many members in one statement."""

    def standings_of(self, member_ids: Collection[int]) -> Mapping[int, Standing]:
        return {member_id: standing for member_id, (standing, _hidden) in _read(member_ids).items()}


def _read(member_ids: Collection[int]) -> dict[int, tuple[Standing, bool]]:
    """The standing of each of these members, and whether they hide the game."""
    lowest = queries.starting_level()
    found = {member_id: (_standing(None, lowest), False) for member_id in member_ids}
    for member_id, hides_game, row in db.session.execute(_STANDINGS, {"members": list(member_ids)}):
        found[member_id] = (_standing(row, lowest), hides_game)
    return found


def _standing(row: MemberStanding | None, lowest: int) -> Standing:
    level = lowest if row is None or row.level is None else max(row.level, lowest)
    return Standing(
        points=row.points if row else 0,
        level=level,
        level_slug=catalogue.LEVELS[level].slug,
        privileges=catalogue.privileges_at(level),
        badges={"gold": row.gold, "silver": row.silver, "bronze": row.bronze} if row else {},
        unseen_awards=row.unseen_awards if row else 0,
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
