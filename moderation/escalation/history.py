"""What was before a post, as of a moment: similar questions, helpers, the customer's own posts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db
from community.kernel.policy import STAFF
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.routing.models import Move, Need
from community.routing.rules import Stage
from community.search import queries as search
from community.tags.models import QuestionTag
from moderation.escalation.models import Case, Escalation
from moderation.escalation.past import LONG_WAIT, REPEATED_WITHIN, Contact, Past, Similar
from moderation.escalation.rules import Outcome
from moderation.quality import likeness
from moderation.triage.records import Message
from moderation.triage.scores import Scores

MOST_SIMILAR: Final = 8
MOST_CONTACTS: Final = 6
ACTIVE_WITHIN: Final = timedelta(days=180)
ANSWERS_SEEN: Final = 20  # that anybody helps there is what matters, not how many do


def before(post: Post, question: Question, at: datetime) -> Past:
    """Everything known about what was before a post at a moment."""
    asking = post.id == question.id
    return Past(
        similar=similar_to(question, at) if asking else (),
        helpers=helpers_of(question.id, question.author_id, at) if asking else None,
        contacts=contacts_of(post, question, at),
        returned=returned_of(question.author_id, at),
    )


def similar_to(question: Question, at: datetime) -> tuple[Similar, ...]:
    """The questions most like it that were asked before `at`, with what had become of them by then."""
    text = f"{question.title}\n{question.body_markdown}"
    found = [each.question_id for each in search.similar(text, MOST_SIMILAR * 2, exclude=question.id)]
    asked = Question.__table__.c
    rows = db.session.execute(
        select(asked.id, asked.asked_at).where(asked.id.in_(found), asked.asked_at < at)
    ).all()
    order = sorted(rows, key=lambda row: found.index(row.id))[:MOST_SIMILAR]
    kept = [row.id for row in order]
    stages, answered = _stages(kept, at), _first_answers(kept, at)
    return tuple(
        Similar(
            to_staff=Stage.TIER_1 in stages.get(row.id, ()),
            to_specialists=Stage.TIER_2 in stages.get(row.id, ()),
            waited=_waited(row.asked_at, answered.get(row.id), at),
        )
        for row in order
    )


def _waited(asked_at: datetime, answered_at: datetime | None, at: datetime) -> timedelta | None:
    """How long a question waited; None once it has waited long for nothing."""
    if answered_at is None and at - asked_at > LONG_WAIT:
        return None
    return (answered_at or at) - asked_at


def _stages(question_ids: Sequence[int], at: datetime) -> dict[int, set[str]]:
    rows = db.session.execute(
        select(Need.question_id, Move.to_stage)
        .join(Move, Move.need_id == Need.id)
        .where(Need.question_id.in_(question_ids), Move.created_at < at)
    ).all()
    found: dict[int, set[str]] = {}
    for question_id, stage in rows:
        found.setdefault(question_id, set()).add(stage)
    return found


def _first_answers(question_ids: Sequence[int], at: datetime) -> dict[int, datetime]:
    post, answer = Post.__table__.c, Answer.__table__.c
    rows = db.session.execute(
        select(answer.question_id, func.min(post.created_at))
        .join(Post.__table__, post.id == answer.id)
        .where(
            answer.question_id.in_(question_ids), post.created_at < at, post.status == PostStatus.PUBLISHED
        )
        .group_by(answer.question_id)
    ).all()
    return {question_id: first for question_id, first in rows}  # noqa: C416 - rows are not tuples to the checker


def helpers_of(question_id: int, asker_id: int | None, at: datetime) -> int:
    """How many members beside staff and the asker have answered in its tags within half a year, of some answers."""
    post, answer = Post.__table__.c, Answer.__table__.c
    mine = select(QuestionTag.tag_id).where(QuestionTag.question_id == question_id)
    some = (
        select(post.author_id)
        .join(Answer.__table__, answer.id == post.id)
        .join(QuestionTag, QuestionTag.question_id == answer.question_id)
        .join(Member, Member.id == post.author_id)
        .where(
            QuestionTag.tag_id.in_(mine),
            post.created_at < at,
            post.created_at >= at - ACTIVE_WITHIN,
            post.status == PostStatus.PUBLISHED,
            post.author_id.is_distinct_from(asker_id),
            Member.role.not_in(sorted(STAFF)),
        )
        .order_by(QuestionTag.question_id.desc())  # beneath the newest questions, where they are lately
        .limit(ANSWERS_SEEN)
        .subquery()
    )
    return db.session.scalar(select(func.count(some.c.author_id.distinct()))) or 0


def contacts_of(post: Post, question: Question, at: datetime) -> tuple[Contact, ...]:
    """What the asker wrote within days before: other questions, and remarks beneath their own; newest first."""
    if question.author_id is None:
        return ()
    table, asked, remark = Post.__table__.c, Question.__table__.c, Comment.__table__.c
    own = (
        select(asked.id)
        .join(Post.__table__, table.id == asked.id)
        .where(table.author_id == question.author_id)
    )
    rows = db.session.execute(
        select(table.created_at, table.body_markdown, asked.title)
        .select_from(
            Post.__table__.outerjoin(Question.__table__, asked.id == table.id).outerjoin(
                Comment.__table__, remark.id == table.id
            )
        )
        .where(
            table.author_id == question.author_id,
            table.id != post.id,
            table.created_at < at,
            table.created_at >= at - REPEATED_WITHIN,
            asked.id.is_not(None) | remark.question_id.in_(own),
        )
        .order_by(table.created_at.desc(), table.id.desc())
        .limit(MOST_CONTACTS)
    ).all()
    title = question.title if post.id == question.id else ""
    this = likeness.question(title, post.body_markdown)
    return tuple(
        Contact(
            ago=at - row.created_at,
            alike=likeness.likeness(this, likeness.question(row.title or "", row.body_markdown), {}),
            anger=Scores(Message(text=row.body_markdown, title=row.title or ""))["anger"].value,
        )
        for row in rows
    )


def returned_of(asker_id: int | None, at: datetime) -> int:
    """How many cases of this asker that anger had raised staff gave back to the community."""
    if asker_id is None:
        return 0
    asked = Question.__table__.c
    post = Post.__table__.c
    counted = (
        select(func.count(Case.id.distinct()))
        .join(Escalation, Escalation.case_id == Case.id)
        .join(Question.__table__, asked.id == Case.question_id)
        .join(Post.__table__, post.id == asked.id)
        .where(
            post.author_id == asker_id,
            Escalation.rule == "angry-complaint",
            Case.outcome == Outcome.RETURNED,
            Case.closed_at < at,
        )
    )
    return db.session.scalar(counted) or 0
