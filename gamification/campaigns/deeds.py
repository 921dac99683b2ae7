"""Reads what a campaign counts out of the record: one select a metric, joined into one statement."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    extract,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from community.answers.models import Answer, StaffThanks
from community.answers.rules import GOOD_STARS
from community.comments.models import Comment
from community.kernel.db import db, table_of
from community.kernel.thresholds import threshold
from community.posts.models import EditSuggestion, Post, PostStatus, SuggestionState
from community.ratings.models import Rating
from gamification.campaigns.players import member, takes_part
from gamification.campaigns.rules import Metric
from gamification.campaigns.scopes import Scope, asked
from gamification.campaigns.scoring import Deed
from gamification.reputation.models import ToldDeed
from gamification.reputation.rules import Kind

FETCH: Final = 2_000
BAD_BELOW: Final = 3
QUICK_HOURS: Final = 2
post, answer, rating, comment = map(table_of, (Post, Answer, Rating, Comment))
thanks, suggestion, told = map(table_of, (StaffThanks, EditSuggestion, ToldDeed))
PUBLIC: Final = post.c.status == PostStatus.PUBLISHED
OWN: Final = func.coalesce(asked.c.author_id == post.c.author_id, false())
STARS: Final[Any] = sum(number * answer.c[f"stars_{number}"] for number in range(1, 6))
RATED: Final = answer.c.rating_count > 0
ACCEPTED: Final = answer.c.accepted_at.is_not(None)
ANSWERED_AT: Final = func.coalesce(post.c.published_at, post.c.created_at)
ASKED_AT: Final = func.coalesce(asked.c.published_at, asked.c.created_at)


def deeds(metrics: Mapping[str, int], scope: Scope) -> Iterator[Deed]:
    """The deeds that metrics with a weight count, of members who take part; in no order, a few at a time."""
    wanted = [metric for metric in Metric if metrics.get(metric, 0) > 0]
    if not wanted:
        return
    scope = scope.spelt()
    parts = [part for metric in wanted for part in READERS[metric](scope)]
    each = union_all(*parts).subquery()
    query = select(each).join(member, member.c.id == each.c.member_id).where(takes_part())
    for row in db.session.execute(query, execution_options={"yield_per": FETCH}):
        yield Deed(
            metric=Metric(row.metric),
            key=row.key,
            member_id=row.member_id,
            giver_id=row.giver_id,
            moment=row.moment,
            units=row.units,
            once=str(row.giver_id) if row.metric == Metric.PEOPLE_HELPED else None,
            own_thread=bool(row.own),
        )


def _row(
    metric: Metric, key: Any, who: Any, giver: Any, moment: Any, *, own: Any = OWN, units: Any = None
) -> Select[Any]:
    return select(
        literal(str(metric)).label("metric"),
        cast(key, String).label("key"),
        who.label("member_id"),
        (cast(null(), Integer) if giver is None else giver).label("giver_id"),
        moment.label("moment"),
        own.label("own"),
        (literal(1) if units is None else units).label("units"),
    )


def _answers(*more: Any) -> Any:
    """Answers with the question of their thread, and what else belongs to them."""
    joined: Any = post.join(answer, answer.c.id == post.c.id).join(asked, asked.c.id == answer.c.question_id)
    for table, condition in more:
        joined = joined.join(table, condition)
    return joined


def _accepted(scope: Scope) -> list[Select[Any]]:
    by, moment = answer.c.accepted_by_id, answer.c.accepted_at
    row = _row(Metric.ACCEPTED, answer.c.id, post.c.author_id, by, moment)
    where = scope.where(post.c.author_id, moment, post.c.lang)
    return [row.select_from(_answers()).where(PUBLIC, where)]


def _stars(scope: Scope) -> list[Select[Any]]:
    units = case((rating.c.stars > GOOD_STARS, 2), else_=1)
    row = _row(
        Metric.STARS, rating.c.id, post.c.author_id, rating.c.rater_id, rating.c.created_at, units=units
    )
    return [row.select_from(_answers(RATINGS)).where(PUBLIC, _good_ratings(scope))]


RATINGS: Final = (rating, rating.c.answer_id == post.c.id)


def _good_ratings(scope: Scope) -> ColumnElement[bool]:
    where = scope.where(post.c.author_id, rating.c.created_at, post.c.lang)
    return and_(rating.c.withdrawn_at.is_(None), rating.c.stars >= GOOD_STARS, where)


def _people_helped(scope: Scope) -> list[Select[Any]]:
    asker = asked.c.author_id
    solved = literal("accepted:").concat(cast(answer.c.id, String))
    rated = literal("rating:").concat(cast(rating.c.id, String))
    accepted = _row(Metric.PEOPLE_HELPED, solved, post.c.author_id, asker, answer.c.accepted_at)
    starred = _row(Metric.PEOPLE_HELPED, rated, post.c.author_id, asker, rating.c.created_at)
    return [
        accepted.select_from(_answers()).where(
            PUBLIC,
            answer.c.accepted_by_asker,
            asker.is_not(None),
            scope.where(post.c.author_id, answer.c.accepted_at, post.c.lang),
        ),
        starred.select_from(_answers(RATINGS)).where(
            PUBLIC, rating.c.rater_id == asker, _good_ratings(scope)
        ),
    ]


def _waited_hours() -> Any:
    if db.engine.dialect.name == "postgresql":
        return extract("epoch", ANSWERED_AT - ASKED_AT) / 3600
    return (func.julianday(ANSWERED_AT) - func.julianday(ASKED_AT)) * 24


def _first_answers(scope: Scope) -> list[Select[Any]]:
    """First public answers to questions that waited; not those that the stars call bad."""
    other, given = post.alias("other"), answer.alias("given")
    moment = func.coalesce(other.c.published_at, other.c.created_at)
    earlier = (
        select(other.c.id)
        .join(given, given.c.id == other.c.id)
        .where(
            given.c.question_id == answer.c.question_id,
            other.c.status == PostStatus.PUBLISHED,
            or_(moment < ANSWERED_AT, and_(moment == ANSWERED_AT, other.c.id < post.c.id)),
        )
        .exists()
    )
    row = _row(Metric.FIRST_ANSWERS, answer.c.id, post.c.author_id, asked.c.author_id, ANSWERED_AT)
    return [
        row.select_from(_answers()).where(
            PUBLIC,
            or_(~RATED, BAD_BELOW * answer.c.rating_count <= STARS),
            _waited_hours() >= threshold("unanswered_minutes") / 60,
            ~earlier,
            scope.where(post.c.author_id, ANSWERED_AT, post.c.lang),
        )
    ]


def _quick_answers(scope: Scope) -> list[Select[Any]]:
    """What helped soon after the question; not what was written before it and came from another one since."""
    row = _row(Metric.QUICK_ANSWERS, answer.c.id, post.c.author_id, asked.c.author_id, ANSWERED_AT)
    return [
        row.select_from(_answers()).where(
            PUBLIC,
            or_(ACCEPTED, and_(RATED, GOOD_STARS * answer.c.rating_count <= STARS)),
            _waited_hours().between(0, QUICK_HOURS),
            scope.where(post.c.author_id, ANSWERED_AT, post.c.lang),
        )
    ]


def _in_thread(first: Any, post_id: Any) -> Any:
    """`first`, joined to a post of any kind and to the question of its thread."""
    return (
        first.join(post, post.c.id == post_id)
        .outerjoin(answer, answer.c.id == post.c.id)
        .outerjoin(comment, comment.c.id == post.c.id)
        .join(asked, asked.c.id == func.coalesce(answer.c.question_id, comment.c.question_id, post.c.id))
    )


def _edits(scope: Scope) -> list[Select[Any]]:
    by, moment = suggestion.c.author_id, suggestion.c.decided_at
    own = func.coalesce(or_(post.c.author_id == by, asked.c.author_id == by), false())
    row = _row(Metric.EDITS, suggestion.c.id, by, suggestion.c.decided_by_id, moment, own=own)
    return [
        row.select_from(_in_thread(suggestion, suggestion.c.post_id)).where(
            PUBLIC, suggestion.c.state == SuggestionState.APPROVED, scope.where(by, moment, post.c.lang)
        )
    ]


def _flags(scope: Scope) -> list[Select[Any]]:
    by, moment = told.c.member_id, told.c.arose_at
    own = func.coalesce(asked.c.author_id == by, false())
    row = _row(Metric.FLAGS, told.c.key, by, None, moment, own=own)
    return [
        row.select_from(_in_thread(told, told.c.post_id)).where(
            told.c.kind == Kind.FLAG, told.c.counts, scope.where(by, moment, post.c.lang)
        )
    ]


def _questions(scope: Scope) -> list[Select[Any]]:
    """Questions that somebody else solved, at the first such acceptance; who solved it gave something too."""
    solver, given = post.alias("solver"), answer.alias("given")
    first = (
        select(given.c.id)
        .join(solver, solver.c.id == given.c.id)
        .where(
            given.c.question_id == asked.c.id,
            given.c.accepted_at.is_not(None),
            solver.c.status == PostStatus.PUBLISHED,
            solver.c.author_id.is_distinct_from(asked.c.author_id),
        )
        .order_by(given.c.accepted_at, given.c.id)
        .limit(1)
        .correlate(asked)
        .scalar_subquery()
    )
    row = _row(
        Metric.QUESTIONS,
        asked.c.id,
        asked.c.author_id,
        post.c.author_id,
        answer.c.accepted_at,
        own=false(),
    )
    return [
        row.select_from(_answers()).where(
            asked.c.status == PostStatus.PUBLISHED,
            ACCEPTED,
            answer.c.id == first,
            scope.where(asked.c.author_id, answer.c.accepted_at, asked.c.lang),
        )
    ]


def _thanks(scope: Scope) -> list[Select[Any]]:
    by, moment = thanks.c.member_id, thanks.c.created_at
    key = cast(thanks.c.answer_id, String).concat(":").concat(cast(by, String))
    row = _row(Metric.THANKS, key, post.c.author_id, by, moment)
    return [
        row.select_from(_answers((thanks, thanks.c.answer_id == post.c.id))).where(
            PUBLIC, scope.where(post.c.author_id, moment, post.c.lang)
        )
    ]


READERS: Final[Mapping[Metric, Callable[[Scope], list[Select[Any]]]]] = {
    Metric.ACCEPTED: _accepted,
    Metric.STARS: _stars,
    Metric.PEOPLE_HELPED: _people_helped,
    Metric.FIRST_ANSWERS: _first_answers,
    Metric.QUICK_ANSWERS: _quick_answers,
    Metric.EDITS: _edits,
    Metric.FLAGS: _flags,
    Metric.QUESTIONS: _questions,
    Metric.THANKS: _thanks,
}
