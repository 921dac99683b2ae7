"""Reading posts from the database as the index wants them, thread by thread."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel.db import db, table_of
from community.kernel.text import plain
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.search.backend import Document, Kind
from community.tags.models import QuestionTag, Tag

_THREADS_AT_ONCE: Final = 200
_posts, _questions, _answers = map(table_of, (Post, Question, Answer))
_COMMON: Final = (
    _posts.c.id,
    _posts.c.lang,
    _posts.c.body_html,
    _posts.c.created_at,
    Member.name,
    Member.status.label("author_status"),
)
_STARS: Final[Any] = sum((number * _answers.c[f"stars_{number}"] for number in range(1, 6)), start=0)
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_ASKED: Final = (
    select(
        *_COMMON,
        _questions.c.listed,
        _questions.c.title,
        _questions.c.answer_count,
        _questions.c.accepted_count,
        _questions.c.closed_at,
        _questions.c.best_rating_count,
        _questions.c.best_rating_sum,
    )
    .join(_questions, _questions.c.id == _posts.c.id)
    .outerjoin(Member, Member.id == _posts.c.author_id)
    .where(_questions.c.id.in_(_IDS))
    .order_by(_questions.c.id)
)
_GIVEN: Final = (
    select(
        *_COMMON,
        _posts.c.status,
        _answers.c.question_id,
        _answers.c.accepted_at,
        _answers.c.rating_count,
        _STARS.label("rating_total"),
    )
    .join(_answers, _answers.c.id == _posts.c.id)
    .outerjoin(Member, Member.id == _posts.c.author_id)
    .where(_answers.c.question_id.in_(_IDS))
    .order_by(_answers.c.id)
)
_TAGS: Final = (
    select(QuestionTag.question_id, Tag.name)
    .join(Tag, Tag.id == QuestionTag.tag_id)
    .where(QuestionTag.question_id.in_(_IDS))
    .order_by(QuestionTag.question_id, QuestionTag.position)
)


def documents_of(question_ids: Collection[int]) -> Iterator[Document]:
    """The visible posts of these questions, as they are now committed; nothing of those not listed."""
    ids = sorted(set(question_ids))
    with db.engine.connect() as connection:
        for start in range(0, len(ids), _THREADS_AT_ONCE):
            yield from _threads(connection, ids[start : start + _THREADS_AT_ONCE])


def all_documents() -> Iterator[Document]:
    """Every visible post of every listed question; a transaction for each few threads, so that nobody waits."""
    last = 0
    while True:
        with db.engine.connect() as connection:
            some = select(Question.id).where(Question.listed, Question.id > last)
            ids = list(connection.scalars(some.order_by(Question.id).limit(_THREADS_AT_ONCE)))
            if not ids:
                return
            yield from _threads(connection, ids)
        last = ids[-1]


def document_total() -> int:
    """How many documents `all_documents` gives, for showing progress."""
    listed = select(Question.id).where(Question.listed)
    questions = select(func.count()).select_from(listed.subquery())
    answers = select(func.count(Answer.id)).where(
        Answer.status == PostStatus.PUBLISHED, Answer.question_id.in_(listed)
    )
    return sum(db.session.scalar(query) or 0 for query in (questions, answers))


def _threads(connection: Connection, ids: Collection[int]) -> Iterator[Document]:
    found = connection.execute(_ASKED, {"ids": list(ids)}).all()
    # The databases would walk through everything listed and published for these two conditions.
    threads = {row.id: row for row in found if row.listed}
    tags = _tags(connection, threads)
    for row in threads.values():
        yield _question(row, tags[row.id])
    for row in connection.execute(_GIVEN, {"ids": list(threads)}):
        if row.status == PostStatus.PUBLISHED:
            yield _answer(row, threads[row.question_id], tags[row.question_id])


def _tags(connection: Connection, ids: Collection[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for question_id, name in connection.execute(_TAGS, {"ids": list(ids)}):
        found[question_id].append(name)
    return found


def _question(row: Row[Any], tags: list[str]) -> Document:
    return Document(
        post_id=row.id,
        question_id=row.id,
        kind=Kind.QUESTION,
        title=row.title,
        body=plain(row.body_html),
        created_at=row.created_at,
        tags=tuple(tags),
        author=_author(row),
        language=row.lang,
        states=_states(row),
        rating_count=row.best_rating_count,
        rating_total=row.best_rating_sum,
    )


def _answer(row: Row[Any], question: Row[Any], tags: list[str]) -> Document:
    states = _states(question) | ({"accepted"} if row.accepted_at else set())
    return Document(
        post_id=row.id,
        question_id=question.id,
        kind=Kind.ANSWER,
        title=question.title,
        body=plain(row.body_html),
        created_at=row.created_at,
        tags=tuple(tags),
        author=_author(row),
        language=row.lang,
        states=frozenset(states),
        rating_count=row.rating_count,
        rating_total=row.rating_total,
    )


def _author(row: Row[Any]) -> str:
    return row.name if row.name and row.author_status != MemberStatus.CLOSED else ""


def _states(question: Row[Any]) -> frozenset[str]:
    """What `is:` may ask of a thread. A closed question without an answer waits for none."""
    if question.accepted_count:
        return frozenset({"solved", "answered"})
    if question.answer_count:
        return frozenset({"answered"})
    return frozenset() if question.closed_at else frozenset({"unanswered"})
