"""Reading posts from the database as the index wants them, thread by thread."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.text import plain
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.search.backend import Document, Kind
from community.tags.models import QuestionTag, Tag

_THREADS_AT_ONCE: Final = 200
_AUTHOR: Final = (Member.name, Member.status.label("author_status"))


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
    posts, questions, answers = Post.__table__, Question.__table__, Answer.__table__
    common = (posts.c.id, posts.c.lang, posts.c.body_html, posts.c.created_at, *_AUTHOR)
    found = connection.execute(
        select(
            *common,
            questions.c.listed,
            questions.c.title,
            questions.c.answer_count,
            questions.c.accepted_count,
            questions.c.closed_at,
            questions.c.best_rating_count,
            questions.c.best_rating_sum,
        )
        .join(questions, questions.c.id == posts.c.id)
        .outerjoin(Member, Member.id == posts.c.author_id)
        .where(questions.c.id.in_(ids))
        .order_by(questions.c.id)
    ).all()
    # The databases would walk through everything listed and published for these two conditions.
    threads = {row.id: row for row in found if row.listed}
    tags = _tags(connection, threads)
    for row in threads.values():
        yield _question(row, tags[row.id])
    stars = [answers.c[f"stars_{number}"] for number in range(1, 6)]
    total = sum((number * column for number, column in enumerate(stars, 1)), start=0)
    for row in connection.execute(
        select(
            *common,
            posts.c.status,
            answers.c.question_id,
            answers.c.accepted_at,
            answers.c.rating_count,
            total.label("rating_total"),  # type: ignore[union-attr]
        )
        .join(answers, answers.c.id == posts.c.id)
        .outerjoin(Member, Member.id == posts.c.author_id)
        .where(answers.c.question_id.in_(list(threads)))
        .order_by(answers.c.id)
    ):
        if row.status == PostStatus.PUBLISHED:
            yield _answer(row, threads[row.question_id], tags[row.question_id])


def _tags(connection: Connection, ids: Collection[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = connection.execute(
        select(QuestionTag.question_id, Tag.name)
        .join(Tag, Tag.id == QuestionTag.tag_id)
        .where(QuestionTag.question_id.in_(ids))
        .order_by(QuestionTag.question_id, QuestionTag.position)
    )
    for question_id, name in rows:
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
