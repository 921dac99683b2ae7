"""Lists of questions, as rows that need no further query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    Subquery,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from community.answers import rules as star_rules
from community.kernel import clock, proofs
from community.kernel.db import db
from community.kernel.pagination import Page
from community.kernel.text import excerpt
from community.kernel.thresholds import threshold
from community.posts.models import Post
from community.questions import queries as questions
from community.questions.models import Question, QuestionState, SameProblem
from community.ratings.models import RatingTotals
from community.ratings.queries import site_mean
from community.reading import totals
from community.reading.filters import SORTS, STATES, Filters
from community.reading.people import Person, author_of
from community.tags.models import QuestionTag, Tag
from community.tags.queries import id_named

__all__ = [
    "SORTS",
    "STATES",
    "Row",
    "hottest",
    "listed",
    "order",
    "question_page",
    "related_tags",
    "rows_of",
    "tagged",
]

RECENT = timedelta(days=7)
EXCERPT_LENGTH = 150
PER_PAGE = 20
NEWEST_TAGGED = 50  # questions of a tag tell what it stands beside
_questions = Question.__table__
_posts = Post.__table__


@dataclass(frozen=True, slots=True)
class Row:
    """One question in a list. `waits` is the share of its time that is left, 0..1, while it waits."""

    id: int
    slug: str
    title: str
    lang: str
    state: QuestionState
    excerpt: str
    tags: tuple[str, ...]
    stars: float | None
    answers: int
    me_too: int
    author: Person
    asked_at: datetime
    last_activity_at: datetime
    waits: float | None
    waits_until: datetime | None


def listed() -> Select[Question]:
    """All questions that stand in lists, ready for `rows_of`."""
    found = select(Question).where(Question.listed)
    return found.options(joinedload(Question.author), selectinload(Question.tags))


def question_page(filters: Filters, number: int = 1, ids: Sequence[int] = ()) -> Page[Row]:
    """One page of a list. `ids` are the questions on it, where `proof` has told them a moment ago."""
    if filters.fixed and not filters.narrowed:  # a tag counts its questions by itself
        count = select(Tag.question_count).where(Tag.id == id_named(filters.fixed)).correlate(None)
        return _page(filters, number, ids, count.scalar_subquery())
    now = clock.now()
    known = totals.known(filters.in_no_order, now)
    page = _page(filters, number, ids, _count(filters) if known is None else literal(known))
    if known is None:
        totals.note(filters.in_no_order, page.total, now)
    return page


def proof(filters: Filters, number: int = 1) -> Select[Any]:
    """Which questions stand on a page of a list, and their stamps: for `page_cache.keep_while`.

    The stamps of those alone: beside the ids themselves, those of all pages before would be looked up, too.
    """
    return select(*proofs.beside(_some_ids(filters, number).c.id))


def _those(filters: Filters) -> Select[Any]:
    """The ids of the questions that a list holds, in no order. Without the table of posts: lists are walked far."""
    query = select(_questions.c.id).where(_questions.c.listed)
    for number, tag in enumerate(filters.all_tags):
        if number:
            query = query.where(_questions.c.id.in_(tagged(tag)))
        else:
            query = query.join(QuestionTag, QuestionTag.question_id == _questions.c.id)
            query = query.where(QuestionTag.tag_id == id_named(tag))
    states = (
        filters.state,
        "unanswered" if filters.sort == "unanswered" else "",
        "waiting" if filters.waits else "",
    )
    query = query.where(*(questions.in_state(state) for state in states if state))
    if filters.written:
        query = query.join(_posts, _posts.c.id == _questions.c.id).where(_posts.c.lang == filters.written)
    return query


def _some_ids(filters: Filters, number: int) -> Subquery:
    """The ids of the questions on one page, in order."""
    query = _those(filters)
    if filters.sort == "hot":
        query = query.where(_questions.c.id.in_(hottest(filters, number * PER_PAGE)))
    by = _by_activity(filters) if filters.sort == SORTS[0] else order(filters.sort)
    return query.order_by(*by).limit(PER_PAGE).offset((number - 1) * PER_PAGE).subquery()


def hottest(filters: Filters, most: int) -> CompoundSelect[Any]:
    """The ids of the questions that may stand in the first `most` places of a hot list, and of others.

    Hot is what others lately had as well; all the rest follows by activity. Of each no more is looked at than would
    fill those places: what was had most often comes first, so that of what was had once hardly any question is read.
    """
    lately = select(SameProblem.question_id, func.count().label("others"))
    lately = lately.where(SameProblem.created_at > clock.now() - RECENT).group_by(SameProblem.question_id)
    had = lately.order_by(func.count().desc()).subquery()
    hot = _those(filters).join(had, had.c.question_id == _questions.c.id)
    hot = hot.order_by(had.c.others.desc(), *order("active")).limit(most)
    active = _those(filters).order_by(*_by_activity(filters)).limit(most)
    return union_all(*(select(some.c.id) for some in (hot.subquery(), active.subquery())))


def _by_activity(filters: Filters) -> tuple[ColumnElement[Any], ...]:
    if filters.all_tags:  # the same moments, as they stand beside the tag in its own index
        return (QuestionTag.active_at.desc(), QuestionTag.question_id.desc())
    return order("active")


def _count(filters: Filters) -> ScalarSelect[int]:
    return select(func.count()).select_from(_those(filters).subquery()).correlate(None).scalar_subquery()


def _page(filters: Filters, number: int, ids: Sequence[int], total: ColumnElement[int]) -> Page[Row]:
    """A page of rows with the count of all, in one statement; a page beyond the end takes more."""
    rows: Select[*tuple[Any, ...]] = (
        select(Question, RatingTotals, total.label("total"))
        .outerjoin(RatingTotals, RatingTotals.id == 1)  # at hand for the site's mean
        .options(joinedload(Question.author))
        .order_by(*order(filters.sort))
    )
    if ids:  # whatever went out of sight since then
        rows = rows.where(Question.id.in_(ids), Question.listed)
    else:
        some = _some_ids(filters, number)
        rows = rows.join(some, some.c.id == Question.id)
    found = db.session.execute(questions.with_tags(rows)).unique().all()
    if not found and number > 1:
        count = db.session.scalar(select(_count(filters))) or 0
        last = max(1, -(-count // PER_PAGE))
        return _page(filters, last, (), total) if count else Page([], 1, PER_PAGE, 0)
    return Page(rows_of([question for question, *_ in found]), number, PER_PAGE, found[0][2] if found else 0)


def tagged(tag: str) -> Select[int]:
    """The ids of the questions that carry a tag, by any of its names."""
    return select(QuestionTag.question_id).where(QuestionTag.tag_id == id_named(tag))


def order(sort: str) -> tuple[ColumnElement[Any], ...]:
    """How a list is sorted; the id makes it stable."""
    if sort in {"new", "unanswered"}:
        return (Question.asked_at.desc(), Question.id.desc())
    if sort == "hot":
        recent = (
            select(func.count())
            .select_from(SameProblem)
            .where(SameProblem.question_id == Question.id, SameProblem.created_at > clock.now() - RECENT)
            .scalar_subquery()
        )
        return (recent.desc(), Question.last_activity_at.desc(), Question.id.desc())
    return (Question.last_activity_at.desc(), Question.id.desc())


def rows_of(found: Sequence[Question]) -> list[Row]:
    """Rows of loaded questions."""
    mean, weight = site_mean(), threshold("rating_prior_weight")
    patience = timedelta(minutes=threshold("unanswered_minutes"))
    return [_row(question, mean, weight, patience) for question in found]


def _row(question: Question, mean: float, weight: float, patience: timedelta) -> Row:
    state = questions.state_of(question)
    stars = None
    if question.best_rating_count:
        stars = star_rules.shrunk(
            question.best_rating_count, question.best_rating_sum, site_mean=mean, weight=weight
        )
    waits, until = None, None
    if state is QuestionState.NEW:
        until = question.asked_at + patience
        waits = max(0.0, (until - clock.now()) / patience)
    return Row(
        id=question.id,
        slug=question.slug,
        title=question.title,
        lang=question.lang,
        state=state,
        excerpt=excerpt(question.body_html, EXCERPT_LENGTH, is_html=True),
        tags=tuple(tag.name for tag in question.tags),
        stars=stars,
        answers=question.answer_count,
        me_too=question.same_problem_count,
        author=author_of(question),
        asked_at=question.asked_at,
        last_activity_at=question.last_activity_at,
        waits=waits,
        waits_until=until if waits else None,
    )


def related_tags(tag_id: int, most: int = 8) -> Sequence[Tag]:
    """Tags that most often stand beside this one, on the newest questions that carry it and all may see."""
    carrying = select(QuestionTag.question_id).where(QuestionTag.tag_id == tag_id, _questions.c.listed)
    joined = carrying.join(_questions, _questions.c.id == QuestionTag.question_id)
    newest = joined.order_by(QuestionTag.question_id.desc()).limit(NEWEST_TAGGED).subquery()
    counted = (
        select(QuestionTag.tag_id, func.count().label("times"))
        .join(newest, newest.c.question_id == QuestionTag.question_id)
        .where(QuestionTag.tag_id != tag_id)
        .group_by(QuestionTag.tag_id)
        .subquery()
    )
    beside = select(Tag).join(counted, counted.c.tag_id == Tag.id).where(Tag.question_count > 0)
    return db.session.scalars(beside.order_by(counted.c.times.desc(), Tag.name).limit(most)).all()
