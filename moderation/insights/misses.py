"""The newest questions without an answer in time, each with why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select

from community.kernel import masks
from community.kernel.asking import Asking
from moderation.insights import beside_misses as beside
from moderation.insights import reasons
from moderation.insights.promised import patience
from moderation.insights.queries import answered_within
from moderation.insights.reasons import Deeds, Facts, Reason
from moderation.insights.scope import Scope, post, question, service_calendar
from moderation.insights.service_time import ServiceTime

MOST: Final = 200
SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One question without an answer in time; `waited` until now where there is none at all."""

    question_id: int
    title: str
    lang: str
    tags: Sequence[str]
    asked_at: datetime
    answered: bool
    waited: timedelta
    why: Reason
    invited: int


def misses(scope: Scope) -> Asking[Sequence[Miss]]:
    """The newest, at most `MOST`."""
    most = patience()
    (rows,) = yield [
        select(
            question.id,
            question.title,
            post.lang,
            question.asked_at,
            question.first_answered_at,
            question.closed_at,
            question.needs_info_at,
            post.published_at,
        )
        .join(post.id.table, post.id == question.id)
        .where(
            *scope.questions(),
            question.asked_at < scope.now - most,
            or_(question.first_answered_at.is_(None), ~answered_within(most)),
        )
        .order_by(question.asked_at.desc(), question.id.desc())
        .limit(MOST)
    ]
    if not rows:
        return []
    ids = [row.id for row in rows]
    (around,) = yield [beside.tags_and_invited(ids)]
    tags, called = beside.parted(around, most)
    oldest = rows[-1].asked_at
    (answers,) = yield [beside.deeds({number for each in tags.values() for number, _name in each}, oldest)]
    deeds = beside.by_tag(answers)
    calendar = service_calendar()
    hours = ServiceTime(calendar, oldest, scope.now) if calendar else None
    return [_miss(row, scope.now, tags[row.id], called[row.id], deeds, hours) for row in rows]


def counted(found: Sequence[Miss]) -> list[tuple[Reason, int]]:
    """How many there are of each reason, the most frequent first."""
    counts = Counter(each.why for each in found)
    return sorted(counts.items(), key=lambda pair: (-pair[1], list(Reason).index(pair[0])))


def _miss(
    row: Any,
    now: datetime,
    tags: Sequence[tuple[int, str]],
    invited: int,
    deeds: Deeds,
    hours: ServiceTime | None,
) -> Miss:
    most, until = patience(), row.first_answered_at or now
    facts = Facts(
        asked_at=row.asked_at,
        answered_at=row.first_answered_at,
        published_at=row.published_at,
        closed_at=row.closed_at,
        needs_info_at=row.needs_info_at,
        in_service=hours is not None and hours.between(row.asked_at, until) <= most,
        helped=reasons.was_helped([number for number, _name in tags], row.asked_at, deeds),
        invited=invited,
    )
    return Miss(
        question_id=row.id,
        title=masks.labelled(row.title),
        lang=row.lang,
        tags=[name for _number, name in tags],
        asked_at=row.asked_at,
        answered=row.first_answered_at is not None,
        waited=until - row.asked_at,
        why=reasons.reason(facts, most),
        invited=invited,
    )
