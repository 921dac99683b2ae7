"""Helpers by the month of their first answer: how many still answered one, two, three months later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select

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
    deeds = _deeds().subquery()
    first = (
        select(deeds.c.author_id, func.min(deeds.c.month).label("first"))
        .group_by(deeds.c.author_id)
        .having(func.min(deeds.c.month) >= months[0])
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


def _deeds() -> Select[tuple[int, str]]:
    """In which months each member answered somebody else's question, each once."""
    asked = post.id.table.alias("asked")
    month = func.substr(utc_day(post.created_at), 1, YEAR_AND_MONTH).label("month")
    answer = Answer.__table__
    return (
        select(post.author_id, month)
        .join(answer, answer.c.id == post.id)
        .join(asked, asked.c.id == answer.c.question_id)
        .where(
            post.kind == PostKind.ANSWER,
            post.status == PostStatus.PUBLISHED,
            post.author_id.is_not(None),
            post.author_id.is_distinct_from(asked.c.author_id),
        )
        .distinct()
    )
