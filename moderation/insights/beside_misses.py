"""What is on record around questions that had no answer in time: their tags, who was called, who helps there."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.moments import utc_day
from community.posts.models import PostKind, PostStatus
from community.routing.models import Invitation, Need
from community.tags.models import QuestionTag, Tag
from moderation.insights import reasons
from moderation.insights.reasons import Deeds
from moderation.insights.scope import post, question


def tags_of(ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """The tags of some questions: (id, name), in the asker's order."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = db.session.execute(
        select(QuestionTag.question_id, Tag.id, Tag.name)
        .join(Tag, Tag.id == QuestionTag.tag_id)
        .where(QuestionTag.question_id.in_(ids))
        .order_by(QuestionTag.question_id, QuestionTag.position)
    )
    for question_id, tag_id, name in rows:
        found[question_id].append((tag_id, name))
    return found


def invited(ids: Sequence[int], most: timedelta) -> Counter[int]:
    """How many helpers were called before the time was over."""
    rows = db.session.execute(
        select(Need.question_id, question.asked_at, Invitation.created_at)
        .join(Invitation, Invitation.need_id == Need.id)
        .join(question.id.table, question.id == Need.question_id)
        .where(Need.question_id.in_(ids))
    )
    return Counter(number for number, asked_at, called_at in rows if called_at <= asked_at + most)


def deeds(tag_ids: set[int], oldest: datetime) -> Deeds:
    """When others than the asker answered under these tags: first and last on each day."""
    asker = post.id.table.alias("asked")
    day = utc_day(post.created_at).label("day")
    rows = db.session.execute(
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
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for tag_id, _day, first, last in rows:
        found[tag_id].append((first, last))
    return found
