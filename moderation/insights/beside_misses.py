"""What is on record around questions that had no answer in time: their tags, who was called, who helps there."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, literal, null, select, union_all

from community.answers.models import Answer
from community.kernel.moments import utc_day
from community.posts.models import PostKind, PostStatus
from community.routing.models import Invitation, Need
from community.tags.models import QuestionTag, Tag
from moderation.insights import reasons
from moderation.insights.reasons import Deeds
from moderation.insights.scope import post, question


def parted(rows: Sequence[Any], most: timedelta) -> tuple[dict[int, list[tuple[int, str]]], Counter[int]]:
    """Of `tags_and_invited`: the tags of each, (id, name), and how many were called before the time was over."""
    tags: dict[int, list[tuple[int, str]]] = defaultdict(list)
    called = Counter[int]()
    for question_id, asked_at, called_at, tag_id, name in rows:
        if called_at is None:
            tags[question_id].append((tag_id, name))
        elif called_at <= asked_at + most:
            called[question_id] += 1
    return tags, called


def tags_and_invited(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """(question, None, None, id, name) of each tag in order; (question, asked at, called at, ...) of invitations."""
    asked = (Need.question_id, question.asked_at, Invitation.created_at, literal(0), literal(""), literal(0))
    tagged = (QuestionTag.question_id, null(), null(), Tag.id, Tag.name, QuestionTag.position)
    both = union_all(
        select(*asked)
        .join(Invitation, Invitation.need_id == Need.id)
        .join(question.id.table, question.id == Need.question_id)
        .where(Need.question_id.in_(ids)),
        select(*tagged).join(Tag, Tag.id == QuestionTag.tag_id).where(QuestionTag.question_id.in_(ids)),
    ).subquery()
    *shown, position = both.c
    return select(*shown).order_by(both.c[0], position)


def deeds(tag_ids: set[int], oldest: datetime) -> Select[*tuple[Any, ...]]:
    """When others than the asker answered under these tags: first and last on each day."""
    asker = post.id.table.alias("asked")
    day = utc_day(post.created_at).label("day")
    return (
        select(QuestionTag.tag_id, day, func.min(post.created_at), func.max(post.created_at))
        .join(Answer.__table__, Answer.__table__.c.id == post.id)
        .join(QuestionTag, QuestionTag.question_id == Answer.__table__.c.question_id)
        .join(asker, asker.c.id == Answer.__table__.c.question_id)
        .where(
            post.status == PostStatus.PUBLISHED,
            post.kind == PostKind.ANSWER,
            post.created_at >= oldest - reasons.LATELY,
            QuestionTag.tag_id.in_(tag_ids),
            post.author_id.is_distinct_from(asker.c.author_id),
        )
        .group_by(QuestionTag.tag_id, day)
    )


def by_tag(rows: Sequence[Any]) -> Deeds:
    """Of `deeds`: by tag."""
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for tag_id, _day, first, last in rows:
        found[tag_id].append((first, last))
    return found
