"""Who is there to answer: the most asked tags against their active helpers, and the hours nobody covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select

from community.answers.models import Answer
from community.kernel.asking import Asking
from community.posts.models import PostKind, PostStatus
from community.tags.models import QuestionTag, Tag
from moderation.insights import hours_of_week, rules
from moderation.insights.hours_of_week import HourGap
from moderation.insights.promised import patience
from moderation.insights.queries import answered_within
from moderation.insights.rules import Rate
from moderation.insights.scope import Scope, post, question, service_calendar
from moderation.sla.hours import zone_named

TAGS: Final = 12
FEWEST_LATE: Final = 2  # in one hour of the week; one late question says nothing about an hour
THIN: Final = 3  # fewer active helpers than this, and one holiday leaves nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCover:
    """One tag: what comes (the mean of the last four weeks), who answers there, and how many are in time."""

    tag_id: int
    name: str
    asked: int
    expected: float
    helpers: int
    answered: float
    in_time: Rate

    @property
    def is_thin(self) -> bool:
        """Whether so few help here that one holiday leaves questions alone."""
        return self.helpers < THIN

    @property
    def each(self) -> float | None:
        """How many questions a week come on one helper; None where there is none."""
        return self.expected / self.helpers if self.helpers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The tags, and the hours of the week (by the clock on the wall of `zone`) in which something was asked."""

    tags: Sequence[TagCover]
    zone: str
    hours: Sequence[HourGap]

    @property
    def gaps(self) -> list[HourGap]:
        """The hours in which most stayed without an answer in time, the worst first."""
        return [each for each in self.hours if each.late >= FEWEST_LATE]


def coverage(scope: Scope) -> Asking[Coverage]:
    """Of tags and of hours."""
    calendar = service_calendar()
    zone = calendar.zone if calendar and zone_named(calendar.zone) else "UTC"
    tagged, asked = yield [_tags(scope), hours_of_week.asked(scope)]
    (deeds,) = yield [_deeds(scope, [row[0] for row in tagged])]
    helped = {tag_id: (helpers, questions) for tag_id, helpers, questions in deeds}
    return Coverage(tags=_covered(tagged, helped), zone=zone, hours=hours_of_week.hours(scope, zone, asked))


def _tags(scope: Scope) -> Select[*tuple[Any, ...]]:
    """The most asked tags."""
    recent = question.asked_at >= scope.now - rules.WEEK * rules.BEFORE
    over = question.asked_at < scope.now - patience()
    return (
        select(
            Tag.id,
            Tag.name,
            func.count(),
            func.count().filter(recent),
            func.count().filter(over, answered_within(patience())),
            func.count().filter(over),
        )
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .join(question.id.table, question.id == QuestionTag.question_id)
        .where(*scope.questions())
        .group_by(Tag.id, Tag.name)
        .order_by(func.count().desc(), Tag.name)
        .limit(TAGS)
    )


def _covered(rows: Sequence[Any], deeds: Mapping[int, tuple[int, int]]) -> list[TagCover]:
    none = (0, 0)
    return [
        TagCover(
            tag_id=tag_id,
            name=name,
            asked=asked,
            expected=lately / rules.BEFORE,
            helpers=deeds.get(tag_id, none)[0],
            answered=deeds.get(tag_id, none)[1] / rules.BEFORE,
            in_time=Rate(good, total),
        )
        for tag_id, name, asked, lately, good, total in rows
    ]


def _deeds(scope: Scope, tag_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """By tag: who answered others there lately, and how many questions they answered."""
    answer, asked = Answer.__table__, post.id.table.alias("asked")
    return (
        select(QuestionTag.tag_id, func.count(post.author_id.distinct()), func.count(asked.c.id.distinct()))
        .join(answer, answer.c.question_id == QuestionTag.question_id)
        .join(post.id.table, post.id == answer.c.id)
        .join(asked, asked.c.id == QuestionTag.question_id)
        .where(
            QuestionTag.tag_id.in_(tag_ids),
            post.kind == PostKind.ANSWER,
            post.status == PostStatus.PUBLISHED,
            post.created_at >= scope.now - timedelta(days=rules.HELPER_DAYS),
            post.author_id.is_distinct_from(asked.c.author_id),
            *scope.narrowed(asked.c.id),
        )
        .group_by(QuestionTag.tag_id)
    )
