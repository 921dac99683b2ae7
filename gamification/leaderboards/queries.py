"""Reads boards: the best of a stretch of time, on the site, in a tag, in a language, and one's own row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any, Final

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
from gamification.leaderboards.rules import Period, begins, ranks
from gamification.reputation.models import MemberStanding, ReputationEvent

MOST: Final = 100
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
    sums = _sums(since, tag, lang).subquery()
    shown = (
        select(Member, sums.c.points)
        .join(sums, sums.c.member_id == Member.id)
        .where(_takes_part(), sums.c.points > 0)
        .order_by(sums.c.points.desc(), Member.id)
    )
    found = db.session.execute(shown.limit(min(limit, MOST))).all()
    rows = [
        Row(rank, member, int(points))
        for rank, (member, points) in zip(ranks(row[1] for row in found), found, strict=True)
    ]
    own = None
    if viewer_id is not None and all(row.member.id != viewer_id for row in rows):
        own = _own(shown, viewer_id)
    return Board(rows, own, since)


def _own(shown: Select[Any], viewer_id: int) -> Row | None:
    found = db.session.execute(shown.where(Member.id == viewer_id)).one_or_none()
    if found is None:
        return None
    everyone = shown.order_by(None).subquery()
    better = select(func.count()).select_from(everyone).where(everyone.c.points > found[1])
    return Row((db.session.scalar(better) or 0) + 1, found[0], int(found[1]))


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


def _sums(since: date | None, tag: str | None, lang: str) -> Any:
    if since is None and tag is None and not lang:
        return select(MemberStanding.member_id, MemberStanding.points)
    query = select(ledger.c.member_id, func.sum(ledger.c.points).label("points"))
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
    return query.group_by(ledger.c.member_id)
