"""Counts what badges ask about: for many members at once, one statement for each source; for one, one for all."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, extract, func, literal, select, union_all

from community.kernel.asking import rows_of
from community.kernel.db import db
from community.posts.models import SuggestionState
from gamification.badges import facts
from gamification.badges.facts import (
    accepted,
    also,
    answer,
    answers_of_threads,
    asked,
    for_another,
    good,
    helped,
    ledger,
    post,
    public,
    question,
    ranked,
    rated,
    rating,
    shared,
    stars,
    suggestion,
    tagged,
    thanks,
    told,
)
from gamification.badges.metrics import SOURCE_OF, Metric, Source, of_source
from gamification.badges.rules import MemberRecord
from gamification.badges.shapes import MEMBERS, Shape, totals
from gamification.badges.streams import STREAMS
from gamification.reputation.rules import Kind

Statement = tuple[Any, tuple[Any, ...]]
Part = tuple[Any, Any, tuple[Any, ...]]
EVERYTHING: Final = frozenset(Metric)
# Deeds stand in a table each, and these columns of answers take long to reckon: read only where asked for.
COSTLY: Final = frozenset(
    {
        Metric.PEOPLE_HELPED,
        Metric.FAST_ANSWERS,
        Metric.LATE_RESCUES,
        Metric.CALM_ANSWERS,
        Metric.LANGUAGES,
        Metric.LEAP_DAY_ANSWERS,
    }
)
OPTIONAL: Final = of_source(Source.DEEDS) | COSTLY
_STARS: Final = "stars"  # the sum of all stars received; becomes the record's mean


def records_of(
    member_ids: Collection[int], metrics: Collection[Metric] = EVERYTHING
) -> dict[int, MemberRecord]:
    """The records of members, as far as `metrics` need; one statement a source."""
    return records_for(dict.fromkeys(member_ids, metrics))


def records_for(wanted: Mapping[int, Collection[Metric]]) -> dict[int, MemberRecord]:
    """The same where not everybody is asked for the same: each source is read for whom it concerns."""
    sources = _sources(wanted)
    return _records(
        wanted, [names for _query, names in sources], [db.session.execute(query) for query, _names in sources]
    )


def record_of(member_id: int, metrics: Collection[Metric] = EVERYTHING) -> MemberRecord:
    """The record of one member, all sources in one statement: for a page."""
    wanted = {member_id: metrics}
    sources = _sources(wanted)
    rows = rows_of([query for query, _names in sources])
    return _records(wanted, [names for _query, names in sources], rows)[member_id]


def _sources(wanted: Mapping[int, Collection[Metric]]) -> list[Statement]:
    """What is asked of each source, for those whom it concerns."""
    members: dict[Source, set[int]] = defaultdict(set)
    asked_for: dict[Source, set[Metric]] = defaultdict(set)
    for member_id, metrics in wanted.items():
        for metric in metrics:
            members[SOURCE_OF[metric]].add(member_id)
            asked_for[SOURCE_OF[metric]].add(metric)
    found = []
    for source in sorted(members):
        some = frozenset(asked_for[source] & OPTIONAL)
        statement, names = _statement(source, some, db.engine.dialect.name)
        found.append((statement.params(members=sorted(members[source])), names))
    return found


def _records(
    wanted: Collection[int], names_of_each: Sequence[tuple[Any, ...]], rows_of_each: Sequence[Iterable[Any]]
) -> dict[int, MemberRecord]:
    counts: dict[int, dict[Any, int]] = defaultdict(dict)
    for names, rows in zip(names_of_each, rows_of_each, strict=True):
        for row in rows:
            if names:
                counts[row[0]].update(zip(names, map(int, row[1:]), strict=True))
            else:
                counts[row[0]][Metric(row[1])] = int(row[2])
    return {member_id: _record(counts[member_id]) for member_id in wanted}


def _record(counts: dict[Any, int]) -> MemberRecord:
    ratings, total = counts.get(Metric.RATINGS_RECEIVED, 0), counts.pop(_STARS, 0)
    return MemberRecord(counts, total / ratings if ratings else 0.0, ratings)


@cache
def _statement(source: Source, some: frozenset[Metric], dialect: str) -> Statement:
    """The statement of a source, and what its columns after the member are (none: metric and count)."""
    if source is Source.DEEDS:
        return _deeds(some)
    return _answers(dialect, some) if source is Source.ANSWERS else READERS[source](dialect)


def _number(condition: ColumnElement[bool]) -> Any:
    return func.count(case((condition, 1)))


def _answers(dialect: str, some: frozenset[Metric]) -> Statement:
    columns: dict[Any, Any] = {
        Metric.ANSWERS: func.count(),
        Metric.ANSWERS_ACCEPTED: _number(accepted),
        Metric.PEOPLE_HELPED: func.count(case((helped, asked.c.author_id)).distinct()),
        Metric.FIVE_STARS: func.sum(answer.c.stars_5),
        Metric.RATINGS_RECEIVED: func.sum(rated),
        _STARS: func.sum(stars),
        Metric.BEST_ANSWER_RATINGS: func.coalesce(func.max(case((good, rated), else_=0)), 0),
        Metric.FAST_ANSWERS: _number(facts.fast(dialect)),
        Metric.LATE_RESCUES: _number(facts.late(dialect)),
        Metric.CALM_ANSWERS: _number(facts.calm()),
        Metric.LANGUAGES: func.count(case((helped, post.c.lang)).distinct()),
        Metric.LEAP_DAY_ANSWERS: _number(facts.on_leap_day(dialect)),
    }
    columns = {name: column for name, column in columns.items() if name in some or name not in COSTLY}
    query = (
        select(post.c.author_id, *columns.values())
        .select_from(answers_of_threads)
        .where(post.c.author_id.in_(MEMBERS), public, for_another)
        .group_by(post.c.author_id)
    )
    return query, tuple(columns)


def _questions(_dialect: str) -> Statement:
    columns = {
        Metric.QUESTIONS: func.count(),
        Metric.QUESTIONS_SOLVED: _number(question.c.accepted_count > 0),
        Metric.QUESTION_ALSO_HAD: func.max(question.c.same_problem_count),
    }
    query = (
        select(post.c.author_id, *columns.values())
        .select_from(post.join(question, question.c.id == post.c.id))
        .where(post.c.author_id.in_(MEMBERS), public)
        .group_by(post.c.author_id)
    )
    return query, tuple(columns)


def _deeds(some: frozenset[Metric]) -> Statement:
    by_team = and_(thanks.c.answer_id == post.c.id, public)
    parts: dict[Metric, Part] = {
        Metric.RATINGS_GIVEN: _part(rating.c.rater_id, rating.c.withdrawn_at.is_(None)),
        Metric.SAME_PROBLEMS: _part(also.c.member_id, facts.still_asked),
        Metric.EDITS_APPROVED: _part(suggestion.c.author_id, suggestion.c.state == SuggestionState.APPROVED),
        Metric.FLAGS_UPHELD: _part(told.c.member_id, and_(told.c.kind == Kind.FLAG, told.c.counts)),
        Metric.THANKS: _part(post.c.author_id, by_team),
        Metric.THANKED_BY: _part(post.c.author_id, by_team, func.count(thanks.c.member_id.distinct())),
        Metric.SHARE_VISITS: _part(shared.c.sharer_id),
        Metric.CAMPAIGNS_SCORED: _part(ranked.c.member_id, ranked.c.score > 0),
        Metric.CAMPAIGN_PODIUMS: _part(ranked.c.member_id, ranked.c.rank <= facts.PODIUM),
        Metric.CAMPAIGN_WINS: _part(ranked.c.member_id, ranked.c.rank == 1),
    }
    chosen = [
        select(member, literal(str(metric)), count).where(member.in_(MEMBERS), *where).group_by(member)
        for metric, (member, count, where) in parts.items()
        if metric in some
    ]
    return union_all(*chosen), ()


def _part(member: Any, condition: Any = None, count: Any = None) -> Part:
    return member, func.count() if count is None else count, () if condition is None else (condition,)


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
    known = _number(each.c.points >= facts.KNOWN_FROM)
    query = select(each.c.member_id, func.max(each.c.points), known).group_by(each.c.member_id)
    return query, (Metric.TAG_POINTS, Metric.TAGS_KNOWN)


def _days(dialect: str) -> Statement:
    day = facts.day_of(post.c.created_at, dialect)
    year = extract("year", facts.in_utc(post.c.created_at, dialect))
    query = (
        select(post.c.author_id, func.count(day.distinct()), func.count(year.distinct()) - 1)
        .where(post.c.author_id.in_(MEMBERS), public)
        .group_by(post.c.author_id)
    )
    return query, (Metric.ACTIVE_DAYS, Metric.YEARS)


def _alone(metric: Metric) -> Callable[[str], Statement]:
    """What is counted by nothing but its stream."""
    return lambda dialect: (totals(STREAMS[metric](Shape(members=True), dialect)), (metric,))


READERS: Final[Mapping[Source, Callable[[str], Statement]]] = {
    Source.QUESTIONS: _questions,
    Source.TAGS: _tags,
    Source.DAYS: _days,
    Source.STREAKS: _alone(Metric.STREAK_DAYS),
    Source.PAUSES: _alone(Metric.COMEBACKS),
}
