"""Reads boards: the best of a stretch of time, on the site, in a tag, in a language, and one's own row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from sqlalchemy import Select, func, or_, select

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.comments.models import Comment
from community.imports.tables import table_of
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import STAFF
from community.posts.models import Post
from community.tags.models import QuestionTag, Tag
from gamification.leaderboards import rankings
from gamification.leaderboards.rankings import Ranking
from gamification.leaderboards.rules import MOST, Period, begins
from gamification.reputation.models import MemberStanding, ReputationEvent

ledger, answer, comment, tagged = map(table_of, (ReputationEvent, Answer, Comment, QuestionTag))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a board."""

    rank: int
    member: Member
    points: int


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
    row is always there when they have points.
    """
    since = begins(period, clock.now().astimezone(UTC).date())
    sums = _sums(since, tag, lang)
    ranking = rankings.ranking((since, tag, lang), lambda: _all_points(sums))
    best = ranking.best[: min(limit, MOST)]
    members = _members([member_id for member_id, _points in best])
    rows = [
        Row(ranking.rank_of(points), members[member_id], points)
        for member_id, points in best
        if member_id in members
    ]
    own = None
    if viewer_id is not None and all(row.member.id != viewer_id for row in rows):
        own = _own(_sums(since, tag, lang, viewer_id), ranking)
    return Board(rows, own, since)


def _all_points(sums: Select[Any]) -> Iterator[tuple[int, int]]:
    """Everyone who stands on a board, best first."""
    each = sums.subquery()
    query = (
        select(each.c.member_id, each.c.points)
        .join(Member, Member.id == each.c.member_id)
        .where(_takes_part(), each.c.points > 0)
        .order_by(each.c.points.desc(), each.c.member_id)
    )
    return ((row[0], int(row[1])) for row in db.session.execute(query))


def _members(member_ids: list[int]) -> dict[int, Member]:
    if not member_ids:
        return {}
    return {
        member.id: member for member in db.session.scalars(select(Member).where(Member.id.in_(member_ids)))
    }


def _own(sums: Any, ranking: Ranking) -> Row | None:
    each = sums.subquery()
    query = (
        select(Member, each.c.points)
        .join(each, each.c.member_id == Member.id)
        .where(_takes_part(), each.c.points > 0)
    )
    found = db.session.execute(query).one_or_none()
    return Row(ranking.rank_of(int(found[1])), found[0], int(found[1])) if found else None


def _takes_part() -> Any:
    now = clock.now()
    suspended = (Member.status == MemberStatus.SUSPENDED) & or_(
        Member.suspended_until.is_(None), Member.suspended_until > now
    )
    return (
        Member.role.not_in(STAFF)
        & (Member.status != MemberStatus.CLOSED)
        & Member.hides_game.is_(False)
        & ~suspended
    )


def _sums(since: date | None, tag: str | None, lang: str, only: int | None = None) -> Any:
    if since is None and tag is None and not lang:
        totals = select(MemberStanding.member_id, MemberStanding.points)
        return totals if only is None else totals.where(MemberStanding.member_id == only)
    # Added to nothing, so that SQLite groups what it found by day instead of reading the whole ledger in order.
    member = (ledger.c.member_id + 0).label("member_id")
    query = select(member, func.sum(ledger.c.points).label("points"))
    if only is not None:
        query = query.where(ledger.c.member_id == only)
    if since is not None:
        query = query.where(ledger.c.day >= since)
    if tag is not None:
        thread = func.coalesce(answer.c.question_id, comment.c.question_id, ledger.c.post_id)
        query = (
            query.select_from(
                ledger.outerjoin(answer, answer.c.id == ledger.c.post_id)
                .outerjoin(comment, comment.c.id == ledger.c.post_id)
                .join(tagged, tagged.c.question_id == thread)
            )
            .join(Tag, Tag.id == tagged.c.tag_id)
            .where(Tag.name == tag)
        )
    if lang:
        query = query.join(Post, Post.id == ledger.c.post_id).where(Post.lang == lang)
    return query.group_by(member)
