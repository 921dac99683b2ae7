"""What each metric counts, one by one and with its moment: for windows, scopes, and when a badge was earned.

A stream has a row for each thing that counts: whose it is, when it was, what it is (`unit`, counted once),
and where the best of several is asked for, which of them it belongs to (`part`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Select, String, bindparam, cast, extract, func, select

from community.posts.models import SuggestionState
from gamification.badges import facts
from gamification.badges.facts import (
    Condition,
    also,
    answer,
    answered_at,
    answers_of_threads,
    asked,
    comment,
    for_another,
    ledger,
    post,
    public,
    question,
    ranked,
    rating,
    shared,
    suggestion,
    tagged,
    thanks,
    told,
)
from gamification.badges.metrics import Metric
from gamification.badges.shapes import Shape, Units, once, running, units
from gamification.reputation.rules import Kind


def _answers(shape: Shape, *which: Condition, unit: Any = None, moment: Any = answered_at) -> Units:
    member = post.c.author_id
    found = units(member, moment, post.c.id) if unit is None else once(member, moment, unit)
    return found.select_from(answers_of_threads).where(
        public, for_another, *which, *shape.where(member, moment, answer.c.question_id, post.c.lang)
    )


def ratings_received(shape: Shape, columns: Select[Any]) -> Select[Any]:
    """`columns` of the ratings that others gave to answers in others' threads."""
    joined = answers_of_threads.join(rating, rating.c.answer_id == answer.c.id)
    return columns.select_from(joined).where(
        public,
        for_another,
        rating.c.withdrawn_at.is_(None),
        *shape.where(post.c.author_id, rating.c.created_at, answer.c.question_id, post.c.lang),
    )


def _ratings(shape: Shape, *which: Condition, part: Any = None) -> Units:
    found = units(post.c.author_id, rating.c.created_at, rating.c.id, part)
    return ratings_received(shape, found).where(*which)


def _questions(shape: Shape, *which: Condition, moment: Any = answered_at) -> Units:
    member = post.c.author_id
    joined = post.join(question, question.c.id == post.c.id)
    return (
        units(member, moment, post.c.id)
        .select_from(joined)
        .where(public, *which, *shape.where(member, moment, post.c.id, post.c.lang))
    )


def _also_had(shape: Shape, member: Any, unit: Any, part: Any = None, *which: Condition) -> Units:
    return (
        units(member, also.c.created_at, unit, part)
        .select_from(also.join(post, post.c.id == also.c.question_id))
        .where(*which, *shape.where(member, also.c.created_at, also.c.question_id, post.c.lang))
    )


def _thanks(shape: Shape, unit: Any) -> Units:
    member, moment = post.c.author_id, thanks.c.created_at
    joined = thanks.join(post, post.c.id == thanks.c.answer_id).join(answer, answer.c.id == post.c.id)
    return (
        once(member, moment, unit)
        .select_from(joined)
        .where(public, *shape.where(member, moment, answer.c.question_id, post.c.lang))
    )


def _ratings_given(shape: Shape) -> Units:
    joined = rating.join(post, post.c.id == rating.c.answer_id).join(answer, answer.c.id == post.c.id)
    member, moment = rating.c.rater_id, rating.c.created_at
    where = shape.where(member, moment, answer.c.question_id, post.c.lang)
    return (
        units(member, moment, rating.c.id).select_from(joined).where(rating.c.withdrawn_at.is_(None), *where)
    )


def _thread_of_any(joined: Any) -> tuple[Any, Any]:
    """`joined`, which holds a post of any kind, with the question in whose thread that stands."""
    whole = joined.outerjoin(answer, answer.c.id == post.c.id).outerjoin(comment, comment.c.id == post.c.id)
    return whole, func.coalesce(answer.c.question_id, comment.c.question_id, post.c.id)


def _edits(shape: Shape) -> Units:
    joined, thread = _thread_of_any(suggestion.join(post, post.c.id == suggestion.c.post_id))
    member, moment = suggestion.c.author_id, func.coalesce(suggestion.c.decided_at, suggestion.c.created_at)
    return (
        units(member, moment, suggestion.c.id)
        .select_from(joined)
        .where(
            suggestion.c.state == SuggestionState.APPROVED, *shape.where(member, moment, thread, post.c.lang)
        )
    )


def _flags(shape: Shape) -> Units:
    where = shape.where(told.c.member_id, told.c.arose_at)
    return units(told.c.member_id, told.c.arose_at, told.c.key).where(
        told.c.kind == Kind.FLAG, told.c.counts, *where
    )


def _visits(shape: Shape, dialect: str) -> Units:
    member, moment = shared.c.sharer_id, facts.midnight(shared.c.day, dialect)
    unit = cast(shared.c.day, String) + ":" + cast(shared.c.question_id, String) + ":" + shared.c.visitor
    return (
        units(member, moment, unit)
        .select_from(shared.join(post, post.c.id == shared.c.question_id))
        .where(*shape.where(member, moment, shared.c.question_id, post.c.lang))
    )


def _campaigns(shape: Shape, *which: Condition) -> Units:
    member, moment = ranked.c.member_id, ranked.c.frozen_at
    return units(member, moment, ranked.c.campaign_id).where(*which, *shape.where(member, moment))


def _tag_points(shape: Shape) -> Units:
    joined = ledger.join(answer, answer.c.id == ledger.c.post_id).join(post, post.c.id == answer.c.id)
    joined = joined.join(tagged, tagged.c.question_id == answer.c.question_id)
    member, moment = ledger.c.member_id, ledger.c.arose_at
    where = [ledger.c.kind != Kind.ACCEPTING, *shape.where(member, moment, None, post.c.lang)]
    if shape.tagged:
        where.append(tagged.c.tag_id.in_(facts.named(bindparam("tag"))))
    found = units(member, moment, ledger.c.id, tagged.c.tag_id, ledger.c.points)
    return found.select_from(joined).where(*where)


def _tags_known(shape: Shape) -> Units:
    ran = running(_tag_points(shape))
    moment = func.min(ran.c.moment)
    return (
        units(ran.c.member, moment, ran.c.part)
        .where(ran.c.total >= facts.KNOWN_FROM, ran.c.running >= facts.KNOWN_FROM)
        .group_by(ran.c.member, ran.c.part)
    )


def _days(shape: Shape, dialect: str) -> Units:
    joined, thread = _thread_of_any(post)
    member, moment = post.c.author_id, post.c.created_at
    found = once(member, moment, facts.day_of(moment, dialect))
    return found.select_from(joined).where(public, *shape.where(member, moment, thread, post.c.lang))


def _streaks(shape: Shape, dialect: str) -> Units:
    # Days in a row have the same distance to their number among all days.
    day = _days(shape, dialect).subquery()
    place = func.row_number().over(partition_by=day.c.member, order_by=day.c.unit)
    row = facts.day_number(day.c.unit, dialect) - place
    return units(day.c.member, day.c.moment, day.c.unit, row)


def _years(shape: Shape, dialect: str) -> Units:
    member, moment = post.c.author_id, post.c.created_at
    number = extract("year", facts.in_utc(moment, dialect))
    each = once(member, moment, number).where(public, *shape.where(member, moment)).subquery()
    first = func.min(each.c.unit).over(partition_by=each.c.member)
    told_first = select(each, first.label("first")).subquery()
    return units(told_first.c.member, told_first.c.moment, told_first.c.unit).where(
        told_first.c.unit > told_first.c.first
    )


def _comebacks(shape: Shape, dialect: str) -> Units:
    mine = Shape(members=shape.members).where(post.c.author_id, None)
    before = func.lag(post.c.created_at).over(
        partition_by=post.c.author_id, order_by=(post.c.created_at, post.c.id)
    )
    written = select(post.c.id, post.c.created_at, before.label("before")).where(public, *mine).subquery()
    pause = facts.hours_between(written.c.before, written.c.created_at, dialect)
    long = select(written.c.id).where(written.c.before.is_not(None), pause >= facts.PAUSE_HOURS)
    return _answers(shape, facts.accepted, post.c.id.in_(long), moment=answer.c.accepted_at)


STREAMS: Final[Mapping[Metric, Callable[[Shape, str], Units]]] = {
    Metric.QUESTIONS: lambda shape, _: _questions(shape),
    Metric.QUESTIONS_SOLVED: lambda shape, _: _questions(
        shape, question.c.accepted_count > 0, moment=func.coalesce(question.c.solved_at, answered_at)
    ),
    Metric.QUESTION_ALSO_HAD: lambda shape, _: _also_had(
        shape, post.c.author_id, also.c.member_id, post.c.id, public
    ),
    Metric.ANSWERS: lambda shape, _: _answers(shape),
    Metric.ANSWERS_ACCEPTED: lambda shape, _: _answers(shape, facts.accepted, moment=answer.c.accepted_at),
    Metric.PEOPLE_HELPED: lambda shape, _: _answers(
        shape, facts.helped, asked.c.author_id.is_not(None), unit=asked.c.author_id
    ),
    Metric.FIVE_STARS: lambda shape, _: _ratings(shape, rating.c.stars == 5),  # noqa: PLR2004 - five stars
    Metric.RATINGS_RECEIVED: lambda shape, _: _ratings(shape),
    Metric.BEST_ANSWER_RATINGS: lambda shape, _: _ratings(shape, facts.good, part=answer.c.id),
    Metric.FAST_ANSWERS: lambda shape, dialect: _answers(shape, facts.fast(dialect)),
    Metric.LATE_RESCUES: lambda shape, dialect: _answers(
        shape, facts.late(dialect), moment=answer.c.accepted_at
    ),
    Metric.CALM_ANSWERS: lambda shape, _: _answers(shape, facts.calm()),
    Metric.LANGUAGES: lambda shape, _: _answers(shape, facts.helped, unit=post.c.lang),
    Metric.LEAP_DAY_ANSWERS: lambda shape, dialect: _answers(shape, facts.on_leap_day(dialect)),
    Metric.COMEBACKS: _comebacks,
    Metric.THANKS: lambda shape, _: _thanks(
        shape, cast(thanks.c.answer_id, String) + ":" + cast(thanks.c.member_id, String)
    ),
    Metric.THANKED_BY: lambda shape, _: _thanks(shape, thanks.c.member_id),
    Metric.RATINGS_GIVEN: lambda shape, _: _ratings_given(shape),
    Metric.SAME_PROBLEMS: lambda shape, _: _also_had(
        shape, also.c.member_id, also.c.question_id, None, facts.still_asked
    ),
    Metric.EDITS_APPROVED: lambda shape, _: _edits(shape),
    Metric.FLAGS_UPHELD: lambda shape, _: _flags(shape),
    Metric.SHARE_VISITS: _visits,
    Metric.CAMPAIGNS_SCORED: lambda shape, _: _campaigns(shape, ranked.c.score > 0),
    Metric.CAMPAIGN_PODIUMS: lambda shape, _: _campaigns(shape, ranked.c.rank <= facts.PODIUM),
    Metric.CAMPAIGN_WINS: lambda shape, _: _campaigns(shape, ranked.c.rank == 1),
    Metric.TAG_POINTS: lambda shape, _: _tag_points(shape),
    Metric.TAGS_KNOWN: lambda shape, _: _tags_known(shape),
    Metric.ACTIVE_DAYS: _days,
    Metric.STREAK_DAYS: _streaks,
    Metric.YEARS: _years,
}
