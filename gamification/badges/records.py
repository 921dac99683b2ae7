"""Counts what badges ask about, for many members at once: one statement for each source."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, literal, or_, select, union_all

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
Counts = dict[int, dict[Metric, int]]
EVERYTHING: Final = frozenset(Source)


def records_of(
    member_ids: Collection[int], sources: Collection[Source] = EVERYTHING
) -> dict[int, MemberRecord]:
    """The records of members, as far as `sources` tell; one statement a source."""
    counts: Counts = defaultdict(dict)
    for source in sorted(set(sources)):
        for member_id, found in READERS[source](member_ids).items():
            counts[member_id] |= found
    return {member_id: _record(counts[member_id]) for member_id in member_ids}


def _record(counts: dict[Metric, int]) -> MemberRecord:
    ratings = counts.get(Metric.RATINGS_RECEIVED, 0)
    total = counts.pop(_STARS, 0)  # type: ignore[call-overload]
    return MemberRecord(counts, total / ratings if ratings else 0.0, ratings)


_STARS: Final = "stars"  # the sum of all stars received; becomes the record's mean


def _hours(since: ColumnElement[Any], until: ColumnElement[Any]) -> ColumnElement[Any]:
    """How many hours lie between two moments, in this database's own arithmetic."""
    if db.engine.dialect.name == "postgresql":
        return extract("epoch", until - since) / 3600
    return (func.julianday(until) - func.julianday(since)) * 24


def _number(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _answers(member_ids: Collection[int]) -> Counts:
    stars: Any = sum(n * answer.c[f"stars_{n}"] for n in range(1, 6))
    rated = answer.c.rating_count
    good = and_(rated > 0, stars >= GOOD * rated)
    accepted = answer.c.accepted_at.is_not(None)
    helped = or_(good, accepted)
    waited = _hours(
        func.coalesce(asked.c.published_at, asked.c.created_at),
        func.coalesce(post.c.published_at, post.c.created_at),
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
            post.c.author_id.in_(member_ids),
            post.c.status == PostStatus.PUBLISHED,
            asked.c.author_id.is_distinct_from(post.c.author_id),
        )
        .group_by(post.c.author_id)
    )
    return _read(query, tuple(columns))


def _upset() -> Any:
    """Questions whose need was lifted because somebody was angry."""
    return (
        select(Need.question_id)
        .join(Move, Move.need_id == Need.id)
        .where(Move.reason == MoveReason.ANGRY)
        .scalar_subquery()
    )


def _questions(member_ids: Collection[int]) -> Counts:
    columns = {
        Metric.QUESTIONS: func.count(),
        Metric.QUESTIONS_SOLVED: _number(question.c.accepted_count > 0),
        Metric.QUESTION_ALSO_HAD: func.max(question.c.same_problem_count),
    }
    query = (
        select(post.c.author_id, *columns.values())
        .select_from(post.join(question, question.c.id == post.c.id))
        .where(post.c.author_id.in_(member_ids), post.c.status == PostStatus.PUBLISHED)
        .group_by(post.c.author_id)
    )
    return _read(query, tuple(columns))


def _deeds(member_ids: Collection[int]) -> Counts:
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
    found: Counts = defaultdict(dict)
    query = union_all(*(part.where(member.in_(member_ids)).group_by(member) for member, part in parts))
    for metric, member_id, count in db.session.execute(query):
        found[member_id][Metric(metric)] = int(count)
    return found


def _part(
    metric: Metric, member: ColumnElement[Any], condition: ColumnElement[bool]
) -> tuple[ColumnElement[Any], Select[Any]]:
    return member, select(literal(str(metric)), member, func.count()).where(condition)


def _tags(member_ids: Collection[int]) -> Counts:
    each = (
        select(ledger.c.member_id, func.sum(ledger.c.points).label("points"))
        .select_from(
            ledger.join(answer, answer.c.id == ledger.c.post_id).join(
                tagged, tagged.c.question_id == answer.c.question_id
            )
        )
        .where(ledger.c.member_id.in_(member_ids), ledger.c.kind != Kind.ACCEPTING)
        .group_by(ledger.c.member_id, tagged.c.tag_id)
        .subquery()
    )
    query = select(each.c.member_id, func.max(each.c.points)).group_by(each.c.member_id)
    return _read(query, (Metric.TAG_POINTS,))


def _days(member_ids: Collection[int]) -> Counts:
    day: ColumnElement[Any] = func.date(post.c.created_at)
    year = extract("year", post.c.created_at)
    query = (
        select(post.c.author_id, func.count(day.distinct()), func.count(year.distinct()) - 1)
        .where(post.c.author_id.in_(member_ids), post.c.status == PostStatus.PUBLISHED)
        .group_by(post.c.author_id)
    )
    return _read(query, (Metric.ACTIVE_DAYS, Metric.YEARS))


def _read(query: Select[Any], names: tuple[Any, ...]) -> Counts:
    return {
        row[0]: {name: int(value) for name, value in zip(names, row[1:], strict=True)}
        for row in db.session.execute(query)
    }


READERS: Final[Mapping[Source, Callable[[Collection[int]], Counts]]] = {
    Source.ANSWERS: _answers,
    Source.QUESTIONS: _questions,
    Source.DEEDS: _deeds,
    Source.TAGS: _tags,
    Source.DAYS: _days,
}
