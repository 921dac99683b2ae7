"""Reads the ledger for boards: all of it once, then only what has come since."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db, table_of
from community.posts.models import Post
from community.tags import queries as tag_queries
from community.tags import rules as tag_rules
from community.tags.models import QuestionTag, Tag, TagSynonym
from gamification.leaderboards.gaps import Span
from gamification.leaderboards.models import BoardMark
from gamification.reputation.models import ReputationEvent

ledger, answer, comment, tagged = map(table_of, (ReputationEvent, Answer, Comment, QuestionTag))
post, mark = map(table_of, (Post, BoardMark))
MOST_LINES: Final = 5_000  # when more have come, adding all up anew is quicker
OVERLAP: Final = 100  # marks that are read again: a transaction may commit after a later one
RECENT: Final = 100_000  # numbers back from the newest in which gaps may still be filled
THREAD: Final = func.coalesce(answer.c.question_id, comment.c.question_id, ledger.c.post_id)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a board is about. A tag is named by its id."""

    since: date | None
    tag_id: int | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that has come: `inside` tells whether it is in the board's language."""

    id: int
    member_id: int
    points: int
    day: date
    thread: int | None
    inside: bool


@dataclass(frozen=True, slots=True)
class News:
    """Lines and marks that have come; a mark is the id of a question, or None for everything."""

    lines: list[Line]
    marks: list[tuple[int, int | None]]


def tag_id_of(name: str) -> int | None:
    """The tag of this name, or the one that a synonym leads to; none that stands on unseen questions alone."""
    name = tag_rules.normalised(name)
    leads = select(TagSynonym.tag_id).where(TagSynonym.name == name)
    found = db.session.execute(
        select(Tag.id, Tag.name).where(
            or_(Tag.name == name, Tag.id.in_(leads.scalar_subquery())), tag_queries.is_shown()
        )
    ).all()
    return min(found, key=lambda row: row.name == name).id if found else None


def _in_threads(query: Any) -> Any:
    return query.outerjoin(answer, answer.c.id == ledger.c.post_id).outerjoin(
        comment, comment.c.id == ledger.c.post_id
    )


def sums(subject: Subject) -> tuple[dict[int, int], int]:
    """Everyone's points, and the number of the newest line among them, both of one moment."""
    newest: Any = select(func.coalesce(func.max(ledger.c.id), 0)).scalar_subquery()
    # Added to nothing, so that SQLite groups what it found by day instead of reading all in order.
    member = ledger.c.member_id + 0
    query = select(member, func.sum(ledger.c.points), newest).select_from(_source(subject))
    query = query.where(*_within(subject)).group_by(member)
    rows = db.session.execute(query).all()
    if not rows:
        return {}, int(db.session.scalar(select(newest)) or 0)
    return {row[0]: int(row[1]) for row in rows}, int(rows[0][2])


def _source(subject: Subject) -> Any:
    found: Any = ledger
    if subject.tag_id is not None:
        under = posts_of(select(tagged.c.question_id).where(tagged.c.tag_id == subject.tag_id)).subquery()
        found = under.join(
            ledger, ledger.c.post_id == under.c.id
        )  # from the tag to its lines, not the other way
    if subject.lang:
        found = found.join(post, post.c.id == ledger.c.post_id)
    return found


def posts_of(questions: Any) -> Any:
    """The ids of these questions, and of all answers and comments in their threads."""
    threads = questions.subquery()
    thread = next(iter(threads.c))
    return union_all(
        select(answer.c.id).join(threads, thread == answer.c.question_id),
        select(comment.c.id).join(threads, thread == comment.c.question_id),
        select(thread.label("id")),
    )


def _within(subject: Subject) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if subject.since is not None:
        parts.append(ledger.c.day >= subject.since)
    if subject.lang:
        parts.append(post.c.lang == subject.lang)
    return parts


def newest_and_gaps(newest: int | None = None) -> tuple[int, list[Span]]:
    """The newest line (unless it is given), and the numbers that are missing among those before it."""
    if db.engine.dialect.name != "postgresql":
        return newest or 0, []
    if newest is None:
        newest = int(db.session.scalar(select(func.coalesce(func.max(ledger.c.id), 0))) or 0)
    before = func.lag(ledger.c.id).over(order_by=ledger.c.id).label("before")
    near = select(ledger.c.id, before).where(ledger.c.id.between(newest - RECENT, newest)).subquery()
    query = select(near.c.before + 1, near.c.id - 1).where(near.c.id > near.c.before + 1)
    return newest, sorted((row[0], row[1]) for row in db.session.execute(query))


def recent_marks() -> set[int]:
    """The numbers of the newest marks."""
    return set(db.session.scalars(select(mark.c.id).order_by(mark.c.id.desc()).limit(OVERLAP)))


def news(subject: Subject, seen: int, missing: Iterable[Span], marked: int) -> News:
    """What has come since line `seen` and mark `marked`, and in the gaps."""
    spans = list(missing)
    statement = _news(subject.tag_id is not None, bool(subject.lang), len(spans))
    values: dict[str, object] = {"seen": seen, "marked": marked, "lang": subject.lang}
    for number, (first, last) in enumerate(spans):
        values |= {f"first{number}": first, f"last{number}": last}
    lines, marks = [], []
    for row in db.session.execute(statement, values):
        if row.what == "mark":
            marks.append((row.id, row.thread))
        else:
            lines.append(Line(row.id, row.member_id, row.points, row.day, row.thread, bool(row.inside)))
    return News(lines, marks)


@cache
def _news(by_tag: bool, by_lang: bool, spans: int) -> Any:  # noqa: FBT001 - the shape of a statement, made once
    which: list[ColumnElement[bool]] = [ledger.c.id > bindparam("seen", type_=Integer)]
    for number in range(spans):
        first, last = bindparam(f"first{number}", type_=Integer), bindparam(f"last{number}", type_=Integer)
        which.append(ledger.c.id.between(first, last))
    inside = (
        func.coalesce(post.c.lang == bindparam("lang", type_=String), literal(0) == 1)
        if by_lang
        else literal(1)
    )
    source: Any = _in_threads(ledger) if by_tag else ledger
    if by_lang:
        source = source.outerjoin(post, post.c.id == ledger.c.post_id)
    lines = (
        select(
            literal("line").label("what"),
            ledger.c.id,
            ledger.c.member_id,
            ledger.c.points,
            ledger.c.day,
            (THREAD if by_tag else cast(null(), Integer)).label("thread"),
            cast(inside, Integer).label("inside"),
        )
        .select_from(source)
        .where(or_(*which))
        .limit(MOST_LINES + 1)
    )
    if not by_tag and not by_lang:
        return lines
    some = lines.subquery()
    marks = select(
        literal("mark"),
        mark.c.id,
        cast(null(), Integer),
        cast(null(), Integer),
        cast(null(), Date),
        mark.c.question_id,
        cast(null(), Integer),
    ).where(mark.c.id > bindparam("marked", type_=Integer))
    return union_all(select(some), marks)


def threads_under(tag_id: int, only: Collection[int] | None = None) -> set[int]:
    """The questions under a tag; of `only`, if given."""
    query = select(tagged.c.question_id).where(tagged.c.tag_id == tag_id)
    if only is not None:
        query = query.where(tagged.c.question_id.in_(only))
    return set(db.session.scalars(query))


def thread_sums(subject: Subject, question_id: int, seen: int) -> dict[int, int]:
    """What one thread brought each member up to line `seen`."""
    posts = posts_of(select(literal(question_id).label("id")))
    parts = [ledger.c.post_id.in_(posts), ledger.c.id <= seen]
    source: Any = ledger
    if subject.since is not None:
        parts.append(ledger.c.day >= subject.since)
    if subject.lang:
        source = source.join(post, post.c.id == ledger.c.post_id)
        parts.append(post.c.lang == subject.lang)
    query = select(ledger.c.member_id, func.sum(ledger.c.points)).select_from(source)
    rows = db.session.execute(query.where(and_(*parts)).group_by(ledger.c.member_id))
    return {row[0]: int(row[1]) for row in rows}
