"""Counts what badges ask about, for many members at once: one statement for each source."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    extract,
    func,
    literal,
    or_,
    select,
    union_all,
)

from community.answers.models import Answer, StaffThanks
from community.imports.tables import table_of
from community.kernel.db import db
from community.posts.models import EditSuggestion, Post, PostStatus, SuggestionState
from community.questions.models import Question
from community.ratings.models import Rating
from community.routing.models import Move, MoveReason, Need
from community.tags.models import QuestionTag
from gamification.badges.rules import MemberRecord, Metric, Source
from gamification.reputation.models import ReputationEvent, ToldDeed
from gamification.reputation.rules import Kind

FAST_HOURS: Final = 2
LATE_HOURS: Final = 30 * 24
GOOD: Final = 4  # stars on average
post, answer, question = map(table_of, (Post, Answer, Question))
rating, thanks, suggestion = map(table_of, (Rating, StaffThanks, EditSuggestion))
told, ledger, tagged = map(table_of, (ToldDeed, ReputationEvent, QuestionTag))
asked: Final = post.alias("asked")
Statement = tuple[Any, tuple[Any, ...]]
EVERYTHING: Final = frozenset(Source)


_STARS: Final = "stars"  # the sum of all stars received; becomes the record's mean
# Filled in when a statement runs: making one costs more than running it, so each is made once.
MEMBERS: Final[BindParameter[Any]] = bindparam("members", expanding=True)


def records_of(
    member_ids: Collection[int], sources: Collection[Source] = EVERYTHING
) -> dict[int, MemberRecord]:
    """The records of members, as far as `sources` tell; one statement a source."""
    counts: dict[int, dict[Any, int]] = defaultdict(dict)
    for source in sorted(set(sources)):
        statement, names = _statement(source, db.engine.dialect.name)
        for row in db.session.execute(statement, {"members": list(member_ids)}):
            if names:
                counts[row[0]].update(zip(names, map(int, row[1:]), strict=True))
            else:
                counts[row[0]][Metric(row[1])] = int(row[2])
    return {member_id: _record(counts[member_id]) for member_id in member_ids}


def _record(counts: dict[Any, int]) -> MemberRecord:
    ratings, total = counts.get(Metric.RATINGS_RECEIVED, 0), counts.pop(_STARS, 0)
    return MemberRecord(counts, total / ratings if ratings else 0.0, ratings)


@cache
def _statement(source: Source, dialect: str) -> tuple[Any, tuple[Any, ...]]:
    """The statement of a source, and what its columns after the member are (none: metric and count)."""
    return READERS[source](dialect)


def _hours(since: ColumnElement[Any], until: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """How many hours lie between two moments, in this database's own arithmetic."""
    if dialect == "postgresql":
        return extract("epoch", until - since) / 3600
    return (func.julianday(until) - func.julianday(since)) * 24


def _number(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _answers(dialect: str) -> Statement:
    stars: Any = sum(n * answer.c[f"stars_{n}"] for n in range(1, 6))
    rated = answer.c.rating_count
    good = and_(rated > 0, stars >= GOOD * rated)
    accepted = answer.c.accepted_at.is_not(None)
    helped = or_(good, accepted)
    waited = _hours(
        func.coalesce(asked.c.published_at, asked.c.created_at),
        func.coalesce(post.c.published_at, post.c.created_at),
        dialect,
    )
    columns: dict[Any, Any] = {
        Metric.ANSWERS: func.count(),
        Metric.ANSWERS_ACCEPTED: _number(accepted),
        Metric.PEOPLE_HELPED: func.count(case((helped, asked.c.author_id)).distinct()),
        Metric.FIVE_STARS: func.sum(answer.c.stars_5),
        Metric.RATINGS_RECEIVED: func.sum(rated),
        _STARS: func.sum(stars),
        Metric.BEST_ANSWER_RATINGS: func.coalesce(func.max(case((good, rated), else_=0)), 0),
        Metric.FAST_ANSWERS: _number(and_(good, waited <= FAST_HOURS)),
        Metric.LATE_RESCUES: _number(and_(accepted, waited >= LATE_HOURS)),
        Metric.CALM_ANSWERS: _number(and_(good, answer.c.question_id.in_(_upset()))),
        Metric.LANGUAGES: func.count(case((helped, post.c.lang)).distinct()),
    }
    query = (
        select(post.c.author_id, *columns.values())
        .select_from(
            post.join(answer, answer.c.id == post.c.id).join(asked, asked.c.id == answer.c.question_id)
        )
        .where(
            post.c.author_id.in_(MEMBERS),
            post.c.status == PostStatus.PUBLISHED,
            asked.c.author_id.is_distinct_from(post.c.author_id),
        )
        .group_by(post.c.author_id)
    )
    return query, tuple(columns)


def _upset() -> Any:
    """Questions whose need was lifted because somebody was angry."""
    return (
        select(Need.question_id)
        .join(Move, Move.need_id == Need.id)
        .where(Move.reason == MoveReason.ANGRY)
        .scalar_subquery()
    )


def _questions(_dialect: str) -> Statement:
    columns = {
        Metric.QUESTIONS: func.count(),
        Metric.QUESTIONS_SOLVED: _number(question.c.accepted_count > 0),
        Metric.QUESTION_ALSO_HAD: func.max(question.c.same_problem_count),
    }
    query = (
        select(post.c.author_id, *columns.values())
        .select_from(post.join(question, question.c.id == post.c.id))
        .where(post.c.author_id.in_(MEMBERS), post.c.status == PostStatus.PUBLISHED)
        .group_by(post.c.author_id)
    )
    return query, tuple(columns)


def _deeds(_dialect: str) -> Statement:
    parts = (
        _part(Metric.RATINGS_GIVEN, rating.c.rater_id, rating.c.withdrawn_at.is_(None)),
        _part(Metric.EDITS_APPROVED, suggestion.c.author_id, suggestion.c.state == SuggestionState.APPROVED),
        _part(Metric.FLAGS_UPHELD, told.c.member_id, and_(told.c.kind == Kind.FLAG, told.c.counts)),
        _part(
            Metric.THANKS,
            post.c.author_id,
            and_(thanks.c.answer_id == post.c.id, post.c.status == PostStatus.PUBLISHED),
        ),
    )
    return union_all(*(part.where(member.in_(MEMBERS)).group_by(member) for member, part in parts)), ()


def _part(
    metric: Metric, member: ColumnElement[Any], condition: ColumnElement[bool]
) -> tuple[ColumnElement[Any], Select[Any]]:
    return member, select(member, literal(str(metric)), func.count()).where(condition)


def _tags(_dialect: str) -> Statement:
    each = (
        select(ledger.c.member_id, func.sum(ledger.c.points).label("points"))
        .select_from(
            ledger.join(answer, answer.c.id == ledger.c.post_id).join(
                tagged, tagged.c.question_id == answer.c.question_id
            )
        )
        .where(ledger.c.member_id.in_(MEMBERS), ledger.c.kind != Kind.ACCEPTING)
        .group_by(ledger.c.member_id, tagged.c.tag_id)
        .subquery()
    )
    query = select(each.c.member_id, func.max(each.c.points)).group_by(each.c.member_id)
    return query, (Metric.TAG_POINTS,)


def _days(_dialect: str) -> Statement:
    day: ColumnElement[Any] = func.date(post.c.created_at)
    year = extract("year", post.c.created_at)
    query = (
        select(post.c.author_id, func.count(day.distinct()), func.count(year.distinct()) - 1)
        .where(post.c.author_id.in_(MEMBERS), post.c.status == PostStatus.PUBLISHED)
        .group_by(post.c.author_id)
    )
    return query, (Metric.ACTIVE_DAYS, Metric.YEARS)


READERS: Final[Mapping[Source, Callable[[str], Statement]]] = {
    Source.ANSWERS: _answers,
    Source.QUESTIONS: _questions,
    Source.DEEDS: _deeds,
    Source.TAGS: _tags,
    Source.DAYS: _days,
}
