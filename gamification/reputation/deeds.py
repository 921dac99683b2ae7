"""Reads the deeds that may move points out of the record: ratings, acceptances, edits, thanks, removals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy import Integer as Int
from sqlalchemy import String as Text

from community.answers.models import Answer, StaffThanks
from community.comments.models import Comment
from community.kernel.db import db, table_of
from community.posts.models import EditSuggestion, Post, PostStatus, SuggestionState
from community.posts.rules import SPAM_REASONS
from community.questions.models import Question, SameProblem
from community.ratings.models import Rating
from gamification.reputation.models import ToldDeed
from gamification.reputation.rules import ALSO_HAVE_FROM, Deed, Kind

FETCH: Final = 2_000
post, answer, rating, comment = map(table_of, (Post, Answer, Rating, Comment))
question, also, thanks, suggestion, told = map(
    table_of, (Question, SameProblem, StaffThanks, EditSuggestion, ToldDeed)
)
asked: Final = post.alias("asked")
PUBLIC: Final = post.c.status == PostStatus.PUBLISHED
OWN_THREAD: Final = func.coalesce(asked.c.author_id == post.c.author_id, false())

Days = tuple[date, date]  # the first and the last UTC day
Where = Callable[[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which deeds to read: of members from `first` to `last`, of the UTC days of `days`, about one post."""

    first: int | None = None
    last: int | None = None
    days: Days | None = None
    post_id: int | None = None

    @property
    def members(self) -> tuple[int, int]:
        """The first and the last member; raises ValueError for a scope that names none."""
        if self.first is None or self.last is None:
            message = "this scope names no members"
            raise ValueError(message)
        return self.first, self.last

    def where(self, member: ColumnElement[Any], moment: ColumnElement[Any], about: ColumnElement[Any]) -> Any:
        """The condition, with parameters whose values `values` gives."""
        parts: list[ColumnElement[bool]] = [member.is_not(None), moment.is_not(None)]
        if self.first is not None:
            parts.append(member.between(bindparam("first"), bindparam("last")))
        if self.days is not None:
            parts += [moment >= bindparam("start"), moment < bindparam("end")]
        if self.post_id is not None:
            parts.append(about == bindparam("about"))
        return and_(*parts)

    def values(self) -> dict[str, object]:
        start = datetime.combine(self.days[0], time(), tzinfo=UTC) if self.days else None
        end = datetime.combine(self.days[1], time(), tzinfo=UTC) + timedelta(days=1) if self.days else None
        found = {"first": self.first, "last": self.last, "start": start, "end": end, "about": self.post_id}
        return {name: value for name, value in found.items() if value is not None}


def deeds(scope: Scope) -> Iterator[Deed]:
    """The deeds of `scope`, in no order, read a few at a time."""
    statement = _statement(scope.first is not None, scope.days is not None, scope.post_id is not None)
    rows = db.session.execute(statement, scope.values(), execution_options={"yield_per": FETCH})
    for kind, key, more, member_id, post_id, arose_at, stars, from_id, own in rows:
        yield Deed(
            kind=Kind(kind),
            key=str(key) if more is None else f"{key}:{more}",
            member_id=member_id,
            post_id=post_id,
            arose_at=arose_at,
            stars=stars or 0,
            from_id=from_id,
            own_thread=bool(own),
        )


@cache
def _statement(members: bool, dated: bool, about: bool) -> Any:  # noqa: FBT001 - the shape of a statement
    """One statement over every source; made once a shape, since making it costs more than running it."""
    shape = Scope(0 if members else None, 0, (date.min, date.min) if dated else None, 0 if about else None)
    sources = (_ratings, _acceptances, _accepting, _thanks, _edits, _told, _also_have, _removals)
    return union_all(*(source(shape) for source in sources))


def _row(  # noqa: PLR0913 - the columns of a deed
    kind: Any,
    key: Any,
    member: Any,
    moment: Any,
    *,
    more: Any = None,
    post_id: Any = None,
    stars: Any = None,
    other: Any = None,
    own: Any = None,
) -> Select[Any]:
    return select(
        literal(str(kind)).label("kind") if isinstance(kind, Kind) else kind.label("kind"),
        cast(key, Text).label("key"),
        (cast(null(), Int) if more is None else more).label("more"),
        member.label("member_id"),
        (post.c.id if post_id is None else post_id).label("post_id"),
        moment.label("arose_at"),
        (cast(null(), Int) if stars is None else stars).label("stars"),
        (cast(null(), Int) if other is None else other).label("from_id"),
        (false() if own is None else own).label("own_thread"),
    )


def _in_thread(first: Table, *joins: Any) -> Any:
    """`first`, joined to its answer's post and to the question of that thread."""
    joined: Any = first
    for table, condition in joins:
        joined = joined.join(table, condition)
    return joined.join(answer, answer.c.id == post.c.id).join(asked, asked.c.id == answer.c.question_id)


def _ratings(scope: Scope) -> Select[Any]:
    row = _row(
        Kind.RATING,
        rating.c.id,
        post.c.author_id,
        rating.c.created_at,
        stars=rating.c.stars,
        other=rating.c.rater_id,
        own=OWN_THREAD,
    )
    return row.select_from(_in_thread(post, (rating, rating.c.answer_id == post.c.id))).where(
        PUBLIC, rating.c.withdrawn_at.is_(None), scope.where(post.c.author_id, rating.c.created_at, post.c.id)
    )


def _acceptances(scope: Scope) -> Select[Any]:
    kind = case(
        (answer.c.accepted_by_asker, literal(str(Kind.ACCEPTED))), else_=literal(str(Kind.ACCEPTED_BY_OTHER))
    )
    by = answer.c.accepted_by_id
    row = _row(kind, answer.c.id, post.c.author_id, answer.c.accepted_at, other=by, own=OWN_THREAD)
    return row.select_from(_in_thread(post)).where(
        PUBLIC, scope.where(post.c.author_id, answer.c.accepted_at, post.c.id)
    )


def _accepting(scope: Scope) -> Select[Any]:
    by = answer.c.accepted_by_id
    row = _row(Kind.ACCEPTING, answer.c.id, by, answer.c.accepted_at, more=by, other=post.c.author_id)
    return row.select_from(_in_thread(post)).where(
        PUBLIC, post.c.author_id.is_distinct_from(by), scope.where(by, answer.c.accepted_at, post.c.id)
    )


def _thanks(scope: Scope) -> Select[Any]:
    row = _row(
        Kind.THANKS,
        thanks.c.answer_id,
        post.c.author_id,
        thanks.c.created_at,
        more=thanks.c.member_id,
        own=OWN_THREAD,
    )
    return row.select_from(_in_thread(post, (thanks, thanks.c.answer_id == post.c.id))).where(
        PUBLIC, scope.where(post.c.author_id, thanks.c.created_at, post.c.id)
    )


def _with_thread(first: Table, condition: ColumnElement[bool]) -> Any:
    """`first`, joined to a post of any kind and to the question of its thread."""
    return (
        first.join(post, condition)
        .outerjoin(answer, answer.c.id == post.c.id)
        .outerjoin(comment, comment.c.id == post.c.id)
        .join(asked, asked.c.id == func.coalesce(answer.c.question_id, comment.c.question_id, post.c.id))
    )


def _edits(scope: Scope) -> Select[Any]:
    by = suggestion.c.author_id
    own = func.coalesce(or_(post.c.author_id == by, asked.c.author_id == by), false())
    row = _row(Kind.EDIT, suggestion.c.id, by, suggestion.c.decided_at, own=own)
    return row.select_from(_with_thread(suggestion, post.c.id == suggestion.c.post_id)).where(
        PUBLIC,
        suggestion.c.state == SuggestionState.APPROVED,
        scope.where(by, suggestion.c.decided_at, post.c.id),
    )


def _told(scope: Scope) -> Select[Any]:
    # A report stays right when its post is gone: that is what it asked for.
    own = func.coalesce(asked.c.author_id == told.c.member_id, false())
    number = func.substr(told.c.key, func.length(told.c.kind) + 2)
    row = _row(told.c.kind, number, told.c.member_id, told.c.arose_at, post_id=told.c.post_id, own=own)
    joined = (
        told.outerjoin(answer, answer.c.id == told.c.post_id)
        .outerjoin(comment, comment.c.id == told.c.post_id)
        .outerjoin(
            asked,
            asked.c.id == func.coalesce(answer.c.question_id, comment.c.question_id, told.c.post_id),
        )
    )
    return row.select_from(joined).where(
        told.c.counts, scope.where(told.c.member_id, told.c.arose_at, told.c.post_id)
    )


def _also_have(scope: Scope) -> Select[Any]:
    fifth = (
        select(also.c.created_at)
        .where(also.c.question_id == question.c.id)
        .order_by(also.c.created_at, also.c.member_id)
        .limit(1)
        .offset(ALSO_HAVE_FROM - 1)
        .correlate(question)
        .scalar_subquery()
    )
    reached = (
        select(question.c.id, fifth.label("moment"))
        .where(question.c.same_problem_count >= ALSO_HAVE_FROM)
        .subquery()
    )
    row = _row(Kind.ALSO_HAVE, post.c.id, post.c.author_id, reached.c.moment)
    return row.select_from(reached.join(post, post.c.id == reached.c.id)).where(
        PUBLIC, scope.where(post.c.author_id, reached.c.moment, post.c.id)
    )


def _removals(scope: Scope) -> Select[Any]:
    row = _row(Kind.REMOVED, post.c.id, post.c.author_id, post.c.hidden_at)
    return row.where(
        post.c.status.in_((PostStatus.HIDDEN, PostStatus.DELETED)),
        post.c.hidden_reason.in_(SPAM_REASONS),
        post.c.published_at.is_not(None),
        scope.where(post.c.author_id, post.c.hidden_at, post.c.id),
    )
