"""Finding questions."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.db import db
from community.kernel.errors import Invalid, NotFound
from community.kernel.policy import Actor
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from community.posts.models import Post, PostLink
from community.posts.queries import sees
from community.questions import rules
from community.questions.models import AnsweringLease, Question, QuestionState
from community.tags.models import QuestionTag, Tag

# Written once: deeds in a thread begin with it, and to put it together costs as much as to have it answered.
LOCKED: Final = (
    select(Question).where(Question.id == bindparam("question_id")).with_for_update(key_share=True)
)


def question_or_404(question_id: int, *, for_update: bool = False) -> Question:
    """The question, whatever its status; raises NotFound."""
    if for_update:
        question = db.session.scalars(LOCKED, {"question_id": question_id}).one_or_none()
    else:
        question = db.session.get(Question, question_id)
    if question is None:
        raise NotFound
    return question


def with_tags(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The same questions with their tags, each tag on a row of its own: to be made `unique()`.

    Two plain joins. SQLAlchemy's own is a join within a join, and there SQLite lays the tags of all questions
    aside before it looks for those of one.
    """
    tagged = query.outerjoin(QuestionTag, QuestionTag.question_id == Question.id)
    named = tagged.outerjoin(Tag, Tag.id == QuestionTag.tag_id)
    return named.options(contains_eager(Question.tags)).order_by(QuestionTag.position)


def merged_into(question_id: int) -> int | None:
    """Where a question went that everybody may know of; None while it stands by itself. Raises NotFound."""
    question = question_or_404(question_id)
    return question.merged_into_id if question.is_visible else None


def goes_on_in(question_id: int) -> int:
    """The question in which this one goes on, perhaps over others; itself while it was not merged."""
    while (onward := merged_into(question_id)) is not None:
        question_id = onward
    return question_id


def ensure_goes_on(question_id: int, by: Actor) -> None:
    """Raise NotFound, and say why, where a question was merged into one that `by` cannot see."""
    onward = goes_on_in(question_id)
    if onward != question_id and not sees(question_or_404(onward), by):
        raise NotFound(N_("This question was merged into another one, which is not shown any more."))


def ensure_kept_in_sight(post: Post, by: Actor) -> None:
    """Raise NotFound, and say why, where `by` sees a post, but not its question, into which others were merged."""
    owner = question_or_404(post.thread_id)
    if sees(post, by) and not sees(owner, by) and owner.published_at is not None and merged_here(owner.id):
        raise NotFound(N_("The question here, into which others were merged, is not shown any more."))


def merged_here(question_id: int) -> list[int]:
    """The questions that were merged into this one, also over others."""
    asked = Question.__table__.c
    found: list[int] = []
    fresh = [question_id]
    while fresh:
        linked = select(PostLink.from_id).where(PostLink.to_id.in_(fresh))  # an index leads to these
        query = select(asked.id).where(asked.id.in_(linked), asked.merged_into_id.in_(fresh))
        fresh = list(db.session.scalars(query.order_by(asked.id)))
        found += fresh
    return found


def asked_too(question_id: int, member_id: int | None) -> bool:
    """Whether a question of this member was merged into that one, perhaps over others."""
    if member_id is None:
        return False
    asked, own = Question.__table__.c, Post.__table__.c
    query = select(asked.merged_into_id).where(asked.merged_into_id.is_not(None))
    theirs = query.join(Post.__table__, own.id == asked.id).where(own.author_id == member_id)
    found = set(db.session.scalars(theirs))
    fresh = found
    while fresh and question_id not in found:
        fresh = set(db.session.scalars(query.where(asked.id.in_(fresh)))) - found
        found |= fresh
    return question_id in found


def public_question(question_id: int) -> Question:
    """A question that everybody may read; raises NotFound."""
    question = question_or_404(question_id)
    if not question.listed:
        raise NotFound
    return question


def state_of(question: Question) -> QuestionState:
    """The computed state of a loaded question, now."""
    facts = rules.StateFacts.of(question, question.status)
    return rules.state_of(facts, clock.now(), timedelta(days=threshold("archive_after_days")))


def in_state(state: str) -> ColumnElement[bool]:
    """The condition that `rules.state_of` gives `state`, for lists; both are held together by a test."""
    now = clock.now()
    archived = Question.last_activity_at < now - timedelta(days=threshold("archive_after_days"))
    unsolved = Question.accepted_count == 0
    open_ = and_(unsolved, Question.closed_at.is_(None), ~archived)
    told = and_(open_, Question.needs_info_at.is_(None))
    silent = and_(told, Question.answer_count == 0)
    fresh = Question.asked_at >= now - rules.NEW_FOR
    conditions: dict[str, ColumnElement[bool]] = {
        QuestionState.SOLVED: Question.accepted_count > 0,
        QuestionState.CLOSED: and_(unsolved, Question.closed_at.is_not(None)),
        QuestionState.ARCHIVED: and_(unsolved, Question.closed_at.is_(None), archived),
        QuestionState.NEEDS_INFO: and_(open_, Question.needs_info_at.is_not(None)),
        QuestionState.NEW: and_(silent, fresh),
        QuestionState.NEEDS_ATTENTION: or_(
            and_(silent, ~fresh), and_(told, Question.answer_count > 0, Question.last_post_by_asker)
        ),
        QuestionState.RESPONDED: and_(told, Question.answer_count > 0, ~Question.last_post_by_asker),
        "unanswered": and_(open_, Question.answer_count == 0),
        "waiting": and_(open_, Question.answer_count == 0, fresh),
    }
    return conditions.get(state, true())


def lease_of(question_id: int) -> AnsweringLease | None:
    """Who is answering now, if anybody."""
    return db.session.scalars(
        select(AnsweringLease)
        .where(AnsweringLease.question_id == question_id, AnsweringLease.expires_at > clock.now())
        .options(joinedload(AnsweringLease.member))
    ).one_or_none()


def named_question(text: str, field: str = "other") -> Question:
    """The public question that an address or a number names; raises Invalid, for `field`, when it names none."""
    numbers = [part for part in text.strip().split("/") if part.isascii() and part.isdigit()]
    number = number_in(numbers[0]) if numbers else None
    found = db.session.get(Question, number) if number is not None else None
    if found is None or not found.listed:
        raise Invalid(N_("Give the address or the number of another, public question."), field=field)
    return found
