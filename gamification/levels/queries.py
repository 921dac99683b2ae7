"""Reads what levels rest on, for many members at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from functools import cache
from typing import Any, Final

from flask import current_app
from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from community.answers.models import Answer
from community.answers.rules import GOOD_STARS
from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.furnish import settings_of
from community.kernel.moments import utc_day
from community.kernel.thresholds import threshold
from community.posts.models import EditSuggestion, Post, PostKind, PostStatus, SuggestionState
from community.ratings.models import Rating
from gamification.levels import catalogue
from gamification.levels.rules import Bar, Held, LevelRecord, earned
from gamification.reputation.models import (
    MemberStanding,
    ReputationEvent,
    ToldDeed,
)
from gamification.reputation.queries import acceptance_counts, rating_counts
from gamification.reputation.rules import Kind

WINDOW: Final = timedelta(days=100)
BAD_STARS: Final = 2
post, answer, rating = map(table_of, (Post, Answer, Rating))
suggestion, told, ledger = map(table_of, (EditSuggestion, ToldDeed, ReputationEvent))
asked: Final = post.alias("asked")
MEMBERS: Final[Any] = bindparam("members", expanding=True)


def bars() -> list[Bar]:
    """What each level asks for on this site."""
    return catalogue.bars(settings_of(current_app).preset)


def starting_level() -> int:
    """The level of a member who has done nothing yet."""
    return earned(LevelRecord(), bars())


def records_of(member_ids: Collection[int]) -> dict[int, LevelRecord]:
    """What levels look at, for each of these members; one statement."""
    ripe = clock.now() - timedelta(hours=threshold("points_mature_hours"))
    values = {"members": list(member_ids), "ripe": ripe, "since": clock.now() - WINDOW}
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for member_id, part, good, bad in db.session.execute(_records(), values):
        found[member_id][part] = int(good or 0), int(bad or 0)
    return {member_id: _record(found[member_id]) for member_id in member_ids}


def _record(parts: dict[str, tuple[int, int]]) -> LevelRecord:
    good_posts, bad_posts = parts.get("answers", (0, 0))
    good_care, bad_care = parts.get("care", (0, 0))
    return LevelRecord(
        good_posts=good_posts,
        bad_posts=bad_posts + parts.get("removed", (0, 0))[1],
        good_care=good_care,
        bad_care=bad_care,
        active_days=parts.get("days", (0, 0))[0],
    )


@cache
def _records() -> Any:
    """Rows of (member, part, good, bad); made once, since making it costs more than running it."""
    return union_all(_answers(), _removed(), _care(), _days())


def _answers() -> Select[Any]:
    """Good and bad public answers in threads of others, by what is old enough and not ruled out."""
    counts = and_(
        rating.c.answer_id == answer.c.id,
        rating.c.updated_at <= bindparam("ripe"),  # stars that were changed or given anew ripen anew
        rating_counts(post.c.author_id),
    )
    given, total = func.count(rating.c.id), func.coalesce(func.sum(rating.c.stars), 0)
    accepted = acceptance_counts(post.c.author_id)
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
            post.c.author_id.in_(MEMBERS),
            post.c.kind == PostKind.ANSWER,
            post.c.status == PostStatus.PUBLISHED,
            asked.c.author_id.is_distinct_from(post.c.author_id),
        )
        .group_by(post.c.author_id, answer.c.id, answer.c.accepted_at, answer.c.accepted_by_id)
        .subquery()
    )
    return _part("answers", each.c.author_id, func.sum(each.c.good), func.sum(each.c.bad))


def _part(name: str, member: Any, good: Any, bad: Any) -> Select[Any]:
    return select(member, literal(name), good, bad).group_by(member)


def _removed() -> Select[Any]:
    """Posts that others took out of sight or refused."""
    by_another = or_(post.c.hidden_by_id.is_(None), post.c.hidden_by_id != post.c.author_id)
    gone = (PostStatus.HIDDEN, PostStatus.DELETED, PostStatus.REFUSED)
    return _part("removed", post.c.author_id, literal(0), func.count()).where(
        post.c.author_id.in_(MEMBERS), post.c.status.in_(gone), by_another
    )


def _care() -> Select[Any]:
    """Edits approved and flags upheld, and those that were not."""
    approved = suggestion.c.state == SuggestionState.APPROVED
    edits = select(
        suggestion.c.author_id.label("member_id"),
        case((approved, 1), else_=0).label("good"),
        case((approved, 0), else_=1).label("bad"),
    ).where(suggestion.c.author_id.in_(MEMBERS), suggestion.c.state != SuggestionState.OPEN)
    flags = select(
        told.c.member_id, case((told.c.counts, 1), else_=0), case((told.c.counts, 0), else_=1)
    ).where(told.c.member_id.in_(MEMBERS), told.c.kind == Kind.FLAG)
    both = edits.union_all(flags).subquery()
    return _part("care", both.c.member_id, func.sum(both.c.good), func.sum(both.c.bad))


def _days() -> Select[Any]:
    """Days with a public post, of the last hundred."""
    return _part(
        "days", post.c.author_id, func.count(utc_day(post.c.created_at).distinct()), literal(0)
    ).where(
        post.c.author_id.in_(MEMBERS),
        post.c.status == PostStatus.PUBLISHED,
        post.c.created_at > bindparam("since"),
    )


def held_by(member_ids: Collection[int]) -> dict[int, Held]:
    """The levels that members have now, locked until the transaction ends."""
    query = (
        select(MemberStanding.member_id, MemberStanding.level, MemberStanding.below_since)
        .where(MemberStanding.member_id.in_(member_ids))
        .order_by(MemberStanding.member_id)
        .with_for_update(key_share=True)
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
    changed = (
        select(post.c.author_id)
        .join(rating, rating.c.answer_id == post.c.id)
        .where(
            rating.c.updated_at > rating.c.created_at,  # as the index has it
            rating.c.updated_at > ripe - window,
            rating.c.updated_at <= ripe,
        )
    )
    query = select(MemberStanding.member_id).where(
        or_(
            MemberStanding.level.is_(None),
            MemberStanding.level > starting_level(),
            MemberStanding.below_since.is_not(None),
            MemberStanding.member_id.in_(ripened),
            MemberStanding.member_id.in_(changed),
        )
    )
    return list(db.session.scalars(query.order_by(MemberStanding.member_id)))
