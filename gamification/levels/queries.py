"""Reads what levels rest on, for many members at once."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from community.answers.models import Answer
from community.imports.tables import table_of
from community.kernel import clock
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.thresholds import threshold
from community.posts.models import EditSuggestion, Post, PostStatus, SuggestionState
from community.ratings.models import Rating
from gamification.levels import catalogue
from gamification.levels.rules import Bar, Held, LevelRecord, earned
from gamification.reputation.models import MemberStanding, ReputationEvent, ToldDeed
from gamification.reputation.rules import Kind

WINDOW: Final = timedelta(days=100)
GOOD_STARS: Final = 4
BAD_STARS: Final = 2
ACTIVE_LEVEL: Final = 2  # from here on a level may be lost by time alone
post, answer, rating = map(table_of, (Post, Answer, Rating))
suggestion, told, ledger = map(table_of, (EditSuggestion, ToldDeed, ReputationEvent))
asked: Final = post.alias("asked")


def bars() -> list[Bar]:
    """What each level asks for on this site."""
    return catalogue.bars(settings_of(current_app).preset)


def starting_level() -> int:
    """The level of a member who has done nothing yet."""
    return earned(LevelRecord(), bars())


def records_of(member_ids: Collection[int]) -> dict[int, LevelRecord]:
    """What levels look at, for each of these members; four statements."""
    answers, removed = _answers(member_ids), _removed(member_ids)
    care, days = _care(member_ids), _active_days(member_ids)
    return {
        member_id: LevelRecord(
            good_posts=answers.get(member_id, (0, 0))[0],
            bad_posts=answers.get(member_id, (0, 0))[1] + removed.get(member_id, 0),
            good_care=care.get(member_id, (0, 0))[0],
            bad_care=care.get(member_id, (0, 0))[1],
            active_days=days.get(member_id, 0),
        )
        for member_id in member_ids
    }


def _answers(member_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Good and bad public answers in threads of others, by ratings old enough to count."""
    ripe = clock.now() - timedelta(hours=threshold("points_mature_hours"))
    counts = and_(
        rating.c.answer_id == answer.c.id, rating.c.withdrawn_at.is_(None), rating.c.created_at <= ripe
    )
    given, total = func.count(rating.c.id), func.coalesce(func.sum(rating.c.stars), 0)
    accepted = answer.c.accepted_at.is_not(None)
    each = (
        select(
            post.c.author_id,
            case((or_(accepted, and_(given > 0, total >= GOOD_STARS * given)), 1), else_=0).label("good"),
            case((and_(~accepted, given > 0, total <= BAD_STARS * given), 1), else_=0).label("bad"),
        )
        .select_from(
            post.join(answer, answer.c.id == post.c.id)
            .join(asked, asked.c.id == answer.c.question_id)
            .outerjoin(rating, counts)
        )
        .where(
            post.c.author_id.in_(member_ids),
            post.c.status == PostStatus.PUBLISHED,
            asked.c.author_id.is_distinct_from(post.c.author_id),
        )
        .group_by(post.c.author_id, answer.c.id, answer.c.accepted_at)
        .subquery()
    )
    query = select(each.c.author_id, func.sum(each.c.good), func.sum(each.c.bad)).group_by(each.c.author_id)
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(query)}


def _removed(member_ids: Collection[int]) -> dict[int, int]:
    """Posts that others took out of sight or refused."""
    by_another = or_(post.c.hidden_by_id.is_(None), post.c.hidden_by_id != post.c.author_id)
    gone = (PostStatus.HIDDEN, PostStatus.DELETED, PostStatus.REFUSED)
    return _counts(
        select(post.c.author_id, func.count())
        .where(post.c.author_id.in_(member_ids), post.c.status.in_(gone), by_another)
        .group_by(post.c.author_id)
    )


def _care(member_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Edits approved and flags upheld, and those that were not."""
    approved = suggestion.c.state == SuggestionState.APPROVED
    edits = select(
        suggestion.c.author_id.label("member_id"),
        case((approved, 1), else_=0).label("good"),
        case((approved, 0), else_=1).label("bad"),
    ).where(suggestion.c.author_id.in_(member_ids), suggestion.c.state != SuggestionState.OPEN)
    flags = select(
        told.c.member_id, case((told.c.counts, 1), else_=0), case((told.c.counts, 0), else_=1)
    ).where(told.c.member_id.in_(member_ids), told.c.kind == Kind.FLAG)
    both = edits.union_all(flags).subquery()
    query = select(both.c.member_id, func.sum(both.c.good), func.sum(both.c.bad)).group_by(both.c.member_id)
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(query)}


def _active_days(member_ids: Collection[int]) -> dict[int, int]:
    day: ColumnElement[Any] = func.date(post.c.created_at)
    return _counts(
        select(post.c.author_id, func.count(day.distinct()))
        .where(
            post.c.author_id.in_(member_ids),
            post.c.status == PostStatus.PUBLISHED,
            post.c.created_at > clock.now() - WINDOW,
        )
        .group_by(post.c.author_id)
    )


def _counts(query: Any) -> dict[int, int]:
    return {row[0]: int(row[1]) for row in db.session.execute(query)}


def held_by(member_ids: Collection[int]) -> dict[int, Held]:
    """The levels that members have now, locked until the transaction ends."""
    query = (
        select(MemberStanding.member_id, MemberStanding.level, MemberStanding.below_since)
        .where(MemberStanding.member_id.in_(member_ids))
        .order_by(MemberStanding.member_id)
        .with_for_update()
    )
    return {row[0]: Held(row[1], row[2]) for row in db.session.execute(query)}


def due(window: timedelta) -> list[int]:
    """Members whose level may change by time alone: a first look, stars that ripened in `window`, activity, grace."""
    ripe = clock.now() - timedelta(hours=threshold("points_mature_hours"))
    ripened = select(ledger.c.member_id).where(
        ledger.c.kind == Kind.RATING,
        ledger.c.day >= (ripe - window).date(),
        ledger.c.arose_at > ripe - window,
        ledger.c.arose_at <= ripe,
    )
    query = select(MemberStanding.member_id).where(
        or_(
            MemberStanding.level.is_(None),
            MemberStanding.level >= ACTIVE_LEVEL,
            MemberStanding.below_since.is_not(None),
            MemberStanding.member_id.in_(ripened),
        )
    )
    return list(db.session.scalars(query.order_by(MemberStanding.member_id)))
