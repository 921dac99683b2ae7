"""Counts and medians over a stretch of time, read from the record itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, func, select

from community.accounts.models import Member
from community.kernel import clock, kept
from community.kernel.db import db
from community.kernel.moments import seconds_between
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from community.ratings.models import Rating
from moderation.desk import conditions
from moderation.escalation.models import Case
from moderation.resolutions import queries as resolutions
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemState

_question = Question.__table__.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What happened since a moment, and what waits now.

    Shares go from 0 to 1 and are None where nothing was asked; `resolved_by` counts needs by the rung
    that they are credited to; `held`, `open_reviews` and the cases are those at its end.
    """

    since: datetime
    questions: int
    answers: int
    comments: int
    ratings: int
    mean_stars: float | None
    new_members: int
    answered_share: float | None
    solved_share: float | None
    median_minutes_to_first_answer: float | None
    resolved_by: dict[str, int]
    held: int
    open_reviews: int
    open_cases: dict[str, int]
    overdue_cases: int


def summary(days: int) -> Summary:
    """The last `days` days; on a large site up to a minute ago."""
    found: Summary = kept.shelf("summaries").get(days, lambda: _summary(days))
    return found


def _summary(days: int) -> Summary:
    now = clock.now()
    since = now - timedelta(days=days)
    posts = _posts(since)
    ratings, total = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Rating.stars), 0)).where(
            Rating.created_at >= since, Rating.withdrawn_at.is_(None)
        )
    ).one()
    asked, answered, solved = _outcomes(since)
    waits = _waits(since)
    return Summary(
        since=since,
        questions=posts.get(PostKind.QUESTION, 0),
        answers=posts.get(PostKind.ANSWER, 0),
        comments=posts.get(PostKind.COMMENT, 0),
        ratings=ratings,
        mean_stars=round(int(total) / ratings, 3) if ratings else None,
        new_members=_count(Member.id, Member.created_at >= since),
        answered_share=round(answered / asked, 4) if asked else None,
        solved_share=round(solved / asked, 4) if asked else None,
        median_minutes_to_first_answer=round(median(waits), 1) if waits else None,
        resolved_by=resolutions.since(since),
        held=db.session.scalar(select(held())) or 0,
        open_reviews=_count(ReviewItem.id, ReviewItem.state == ItemState.OPEN),
        open_cases=_open_cases(),
        overdue_cases=db.session.scalar(select(late_cases())) or 0,
    )


def held() -> ColumnElement[int]:
    """How many posts wait for a decision, as part of a statement."""
    post = Post.__table__.c
    return select(func.count(post.id)).where(post.status == PostStatus.HELD).scalar_subquery()


def open_cases() -> ColumnElement[int]:
    """How many cases are not settled, as part of a statement."""
    return select(func.count(Case.id)).where(conditions.UNRESOLVED).scalar_subquery()


def late_cases() -> ColumnElement[int]:
    """How many cases are past their promise, as part of a statement."""
    return select(func.count(Case.id)).where(conditions.late()).scalar_subquery()


def answered_within(patience: timedelta) -> ColumnElement[bool]:
    """A question had its first answer within that time."""
    waited = seconds_between(_question.asked_at, _question.first_answered_at)
    return waited <= patience.total_seconds()


def _count(column: Any, *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(column)).where(*conditions)) or 0


def _posts(since: datetime) -> dict[str, int]:
    """How many posts of each kind everyone can see."""
    post = Post.__table__.c
    rows = db.session.execute(
        select(post.kind, func.count())
        .where(post.created_at >= since, post.status == PostStatus.PUBLISHED)
        .group_by(post.kind)
    )
    return {row[0]: row[1] for row in rows}


def _outcomes(since: datetime) -> tuple[int, int, int]:
    """Public questions asked since then, how many of them have an answer, how many are solved."""
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(_question.answer_count > 0),
            func.count().filter(_question.accepted_count > 0),
        ).where(_question.listed, _question.asked_at >= since)
    ).one()
    return row[0], row[1], row[2]


def _waits(since: datetime) -> Sequence[float]:
    """Minutes from each public question to its first answer."""
    rows = db.session.execute(
        select(_question.asked_at, _question.first_answered_at).where(
            _question.listed, _question.asked_at >= since, _question.first_answered_at.is_not(None)
        )
    )
    return [max(0.0, (row[1] - row[0]).total_seconds() / 60) for row in rows]


def _open_cases() -> dict[str, int]:
    rows = db.session.execute(
        select(Case.tier, func.count()).where(conditions.UNRESOLVED).group_by(Case.tier)
    )
    found = {row[0]: row[1] for row in rows}
    return {f"tier-{tier}": found.get(tier, 0) for tier in (1, 2)}
