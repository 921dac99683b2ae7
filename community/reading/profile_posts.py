"""What a member's page shows of posts, in one statement: answers worth reading, people helped, questions asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Float, and_, case, cast, func, literal, select, union_all

from community.accounts.models import Member, MemberStatus
from community.comments.models import Comment
from community.imports.tables import table_of
from community.kernel.db import db
from community.posts.models import PostStatus
from community.reading.people import Person, person_of
from community.reading.profile_numbers import (
    ANSWERS,
    HELPED,
    OF_OTHERS,
    STARS,
    VISIBLE,
    answer,
    asked,
    member,
    post,
    question,
)

WORTH: Final = 5
PEOPLE: Final = 6
ASKED: Final = 8
remark, commented, asker = table_of(Comment), post.alias("commented"), table_of(Member)


@dataclass(frozen=True, slots=True)
class Shown:
    """One row: an answer with the question it answers, or a question with its number of answers.

    `person` was helped by the answer; `words` are their last remark on it, where one was asked for.
    """

    answer_id: int | None
    question_id: int
    slug: str
    title: str
    lang: str
    at: datetime
    solved: bool
    count: int  # ratings of an answer, answers to a question
    stars: int  # what the ratings add up to
    score: float
    person: Person | None
    words: str


@dataclass(frozen=True, slots=True)
class Posts:
    """What the page shows: best first, latest first, latest first."""

    worth: Sequence[Shown]
    helped: Sequence[Shown]
    asked: Sequence[Shown]


def posts_of(member_id: int, *, words: bool) -> Posts:
    """All of it; with `words`, also what the helped people said."""
    parts: dict[str, list[Shown]] = {"worth": [], "helped": [], "asked": []}
    for row in db.session.execute(_statement(words), {"member": member_id}).mappings():
        parts[row["part"]].append(_shown(row))
    return Posts(
        worth=sorted(parts["worth"], key=lambda each: (each.score, each.answer_id), reverse=True),
        helped=sorted(parts["helped"], key=lambda each: each.at, reverse=True),
        asked=sorted(parts["asked"], key=lambda each: each.at, reverse=True),
    )


def _shown(row: Any) -> Shown:
    someone = None
    if row["name"]:
        someone = person_of(
            row["person_id"], row["name"], row["display_name"], row["avatar_key"] or None, row["role"]
        )
    return Shown(
        answer_id=row["answer_id"] or None,
        question_id=row["question_id"],
        slug=row["slug"],
        title=row["title"],
        lang=row["lang"],
        at=row["at"],
        solved=bool(row["solved"]),
        count=row["count"],
        stars=row["stars"],
        score=row["score"],
        person=someone,
        words=row["words"] or "",
    )


@cache
def _statement(words: bool) -> Any:  # noqa: FBT001 - the shape of a statement, made once
    return union_all(_worth(), _helped(words), _asked())


def _row(part: str, at: Any, solved: Any, count: Any, **more: Any) -> tuple[Any, ...]:
    """The columns that every part has."""
    nobody: dict[str, Any] = dict.fromkeys(
        ("name", "display_name", "avatar_key", "role", "words"), literal("")
    )
    values = {
        "answer_id": literal(0),
        "stars": literal(0),
        "score": cast(literal(0.0), Float),
        "person_id": literal(0),
        **nobody,
        **more,
    }
    return (
        literal(part).label("part"),
        question.c.id.label("question_id"),
        question.c.slug.label("slug"),
        question.c.title.label("title"),
        asked.c.lang.label("lang"),
        at.label("at"),
        case((solved, 1), else_=0).label("solved"),
        count.label("count"),
        *(values[name].label(name) for name in sorted(values)),
    )


def _worth() -> Any:
    """Answers by their stars, best first, without those that were rated badly."""
    fine = (answer.c.rating_count == 0) | HELPED | (3 * answer.c.rating_count <= STARS)
    columns = _row(
        "worth",
        post.c.created_at,
        answer.c.accepted_at.is_not(None),
        answer.c.rating_count,
        answer_id=answer.c.id,
        stars=STARS,
        score=answer.c.score,
    )
    query = select(*columns).select_from(ANSWERS).where(VISIBLE, fine)
    query = query.order_by(answer.c.score.desc(), answer.c.id.desc()).limit(WORTH)
    return select(query.subquery())


def _helped(words: bool) -> Any:  # noqa: FBT001 - the shape of a statement
    """Who was helped last, each with the latest answer that did; people who have left are left out."""
    at = func.coalesce(answer.c.accepted_at, post.c.created_at)
    place = func.row_number().over(partition_by=asked.c.author_id, order_by=(at.desc(), answer.c.id.desc()))
    columns = _row(
        "helped",
        at,
        answer.c.accepted_at.is_not(None),
        answer.c.rating_count,
        answer_id=answer.c.id,
        stars=STARS,
        person_id=asker.c.id,
        name=asker.c.name,
        display_name=asker.c.display_name,
        avatar_key=func.coalesce(asker.c.avatar_key, ""),
        role=asker.c.role,
    )
    each = (
        select(*columns, place.label("place"))
        .select_from(ANSWERS.join(asker, asker.c.id == asked.c.author_id))
        .where(VISIBLE, OF_OTHERS, HELPED, asker.c.status != MemberStatus.CLOSED)
        .subquery()
    )
    last = select(each).where(each.c.place == 1).order_by(each.c["at"].desc()).limit(PEOPLE).subquery()
    shown = [column for column in last.c if column.name not in {"place", "words"}]
    said = _said(last) if words else literal("")
    ordered = [*shown, said.label("words")]  # `words` is the last of the columns by name
    return select(*ordered)


def _said(last: Any) -> Any:
    """The last remark of a person on the answer that helped them, while it is public."""
    own = and_(
        remark.c.parent_id == last.c.answer_id,
        commented.c.author_id == last.c.person_id,
        commented.c.status == PostStatus.PUBLISHED,
    )
    return (
        select(commented.c.body_html)
        .select_from(remark.join(commented, commented.c.id == remark.c.id))
        .where(own)
        .order_by(commented.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _asked() -> Any:
    """Questions of the member, newest first."""
    columns = _row("asked", question.c.asked_at, question.c.accepted_count > 0, question.c.answer_count)
    query = (
        select(*columns)
        .select_from(question.join(asked, asked.c.id == question.c.id))
        .where(asked.c.author_id == member, question.c.listed)
        .order_by(question.c.asked_at.desc(), question.c.id.desc())
        .limit(ASKED)
    )
    return select(query.subquery())
