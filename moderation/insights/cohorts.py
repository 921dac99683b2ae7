"""Helpers by the month of their first answer: how many still answered one, two, three months later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Exists, Select, func, select

from community.answers.models import Answer
from community.kernel.asking import Asking
from community.kernel.moments import utc_day
from community.posts.models import PostKind, PostStatus
from moderation.insights import rules
from moderation.insights.scope import Scope, post

MONTHS: Final = 12
YEAR_AND_MONTH: Final = 7  # characters of 2026-03


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who helped first in a month; `later` says how many of them answered again, month by month."""

    month: str
    size: int
    later: Sequence[int]


def cohorts(scope: Scope) -> Asking[Sequence[Cohort]]:
    """The last twelve months, whatever else is asked for: habits need months to be seen."""
    months = rules.months_back(scope.now.date(), MONTHS)
    since = datetime.fromisoformat(f"{months[0]}-01").replace(tzinfo=UTC)
    deeds = _deeds(since).cte("deeds")  # once: a large community has hundreds of thousands of answers
    first = (
        select(deeds.c.author_id, func.min(deeds.c.month).label("first"))
        .where(~_helped_before(since, deeds.c.author_id))
        .group_by(deeds.c.author_id)
        .subquery()
    )
    (rows,) = yield [
        select(first.c.first, deeds.c.month, func.count())
        .join(deeds, deeds.c.author_id == first.c.author_id)
        .group_by(first.c.first, deeds.c.month)
    ]
    found = {(begun, month): count for begun, month, count in rows}
    return [_cohort(found, months, at) for at in range(MONTHS)]


def _cohort(found: Mapping[tuple[str, str], int], months: Sequence[str], at: int) -> Cohort:
    begun = months[at]
    later = [found.get((begun, month), 0) for month in months[at + 1 :]]
    return Cohort(begun, found.get((begun, begun), 0), later)


def _deeds(since: datetime) -> Select[tuple[int, str]]:
    """In which months since then each member answered somebody else's question, each once."""
    month = func.substr(utc_day(post.created_at), 1, YEAR_AND_MONTH).label("month")
    return _helping(select(post.author_id, month), post).where(post.created_at >= since).distinct()


def _helped_before(since: datetime, member_id: ColumnElement[int]) -> Exists:
    earlier = post.id.table.alias("earlier").c
    helped = _helping(select(earlier.id), earlier)
    return helped.where(earlier.author_id == member_id, earlier.created_at < since).exists()


def _helping(query: Select[Any], deed: Any) -> Select[Any]:
    """Of the posts `deed`, the answers to somebody else's question."""
    answer, asked = Answer.__table__.alias(), post.id.table.alias()
    return (
        query.join(answer, answer.c.id == deed.id)
        .join(asked, asked.c.id == answer.c.question_id)
        .where(
            deed.kind == PostKind.ANSWER,
            deed.status == PostStatus.PUBLISHED,
            deed.author_id.is_not(None),
            deed.author_id.is_distinct_from(asked.c.author_id),
        )
    )
