"""Reads boards: the best of a stretch of time, on the site, in a tag, in a language, and one's own row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import load_only

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from gamification.campaigns import tables
from gamification.campaigns.models import Campaign
from gamification.campaigns.players import member, stands_apart, takes_part
from gamification.campaigns.queries import state_of
from gamification.campaigns.rules import State
from gamification.leaderboards import rankings, totals
from gamification.leaderboards.rules import MOST, Period, begins
from gamification.leaderboards.tally import ranked
from gamification.levels import catalogue
from gamification.levels import queries as levels
from gamification.reputation.models import MemberStanding

LEFT_OUT_KEPT: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a board, with the member's level and badges: gold, silver, bronze."""

    rank: int
    member: Member
    points: int
    level_title: str = ""
    counts: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Board:
    """A board: the rows shown, and the reader's own row when it is not among them."""

    rows: Sequence[Row]
    own: Row | None
    since: date | None


def board(
    period: Period, tag: str | None = None, limit: int = 50, viewer_id: int | None = None, lang: str = ""
) -> Board:
    """The best `limit` members of a period.

    Staff, suspended and closed accounts, and members who hide the game are left out; the reader's own
    row is always there, with whatever they have.
    """
    since = begins(period, clock.now().astimezone(UTC).date())
    if since is None and not tag and not lang:
        return _since_ever(min(limit, MOST), viewer_id)
    found = rankings.board(since, tag, lang)
    if found is None:
        return Board([], None, since)
    left_out = _left_out()
    with found.lock:
        best = found.tally.best(min(limit, MOST), left_out)
        own_points = found.tally.points_of(viewer_id) if viewer_id is not None else 0
    wanted = {member_id for member_id, _points in best}
    own_needed = viewer_id is not None and viewer_id not in wanted
    players = _players(wanted | ({viewer_id} if viewer_id is not None and own_needed else set()))
    # Who was suspended or hid the game a moment ago stands here no longer.
    rows = [
        _row(rank, players[member_id], points)
        for rank, member_id, points in ranked(each for each in best if each[0] in players)
    ]
    own = None
    if own_needed and viewer_id in players:
        with found.lock:
            rank = found.tally.rank_of(own_points, left_out)
        own = _row(rank, players[viewer_id], own_points)
    return Board(rows, own, since)


def _since_ever(limit: int, viewer_id: int | None) -> Board:
    """The board of everything that ever counted, from the totals."""
    best = totals.best(limit)
    order = ranked((member.id, standing.points if standing else 0) for member, standing in best)
    rows = [_row(rank, player, points) for (rank, _id, points), player in zip(order, best, strict=True)]
    if viewer_id is None or viewer_id in {row.member.id for row in rows}:
        return Board(rows, None, None)
    found = totals.own(viewer_id)
    if found is None:
        return Board(rows, None, None)
    player, rank = found
    return Board(rows, _row(rank, player, player[1].points if player[1] else 0), None)


def campaign_board(campaign: Campaign, limit: int = 50, viewer_id: int | None = None) -> Board:
    """The standing of a campaign as a board; nobody stands on it before it begins, or after it was called off."""
    if state_of(campaign) not in {State.RUNNING, State.ENDED, State.FROZEN}:
        return Board([], None, None)
    table = tables.table(campaign, viewer_id, min(limit, MOST))
    wanted = {row.member.id for row in (*table.rows, table.own) if row is not None and row.member is not None}
    players = _players(wanted)
    rows = [
        _row(row.rank, players[row.member.id], row.score)
        for row in table.rows
        if row.member is not None and row.member.id in players
    ]
    own = None
    if table.own is not None and table.own.member is not None and table.own.member.id in players:
        own = _row(table.own.rank, players[table.own.member.id], table.own.score)
    return Board(rows, own, None)


def _players(member_ids: set[int]) -> dict[int, totals.Player]:
    """Those of these members who take part, with their standings."""
    if not member_ids:
        return {}
    query = (
        select(Member, MemberStanding)
        .outerjoin(MemberStanding, MemberStanding.member_id == Member.id)
        .where(Member.id.in_(member_ids), takes_part())
        .options(load_only(*totals.SHOWN))
    )
    return {row[0].id: (row[0], row[1]) for row in db.session.execute(query)}


def _row(rank: int, player: totals.Player, points: int) -> Row:
    someone, standing = player
    lowest = levels.starting_level()
    level = lowest if standing is None or standing.level is None else max(standing.level, lowest)
    counts = (standing.gold, standing.silver, standing.bronze) if standing else (0, 0, 0)
    return Row(rank, someone, points, catalogue.LEVELS[level].title, counts)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who stood on no board when this was read."""

    ids: frozenset[int]
    read_at: datetime


def _left_out() -> frozenset[int]:
    """Members who stand on no board; read at most every ten seconds, for ranks count only those who do."""
    now = clock.now()
    kept: LeftOut | None = current_app.extensions.get("huzhu_left_out")
    if kept is None or abs(now - kept.read_at) > LEFT_OUT_KEPT:
        ids = frozenset(db.session.scalars(select(member.c.id).where(stands_apart())))
        kept = current_app.extensions["huzhu_left_out"] = LeftOut(ids, now)
    return kept.ids
