"""What a member's page shows of posts, in one statement: answers worth reading, people helped, questions asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Float, and_, bindparam, case, cast, literal, select, union_all

from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db, table_of
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.reading import profile_numbers
from community.reading.people import Person, person_of

post, answer, question, remark, asker = map(table_of, (Post, Answer, Question, Comment, Member))
asked: Final = post.alias("asked")
commented: Final = post.alias("commented")
STARS: Final[Any] = sum(n * answer.c[f"stars_{n}"] for n in range(1, 6))


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


def posts_of(chosen: profile_numbers.Shown, *, words: bool) -> Posts:
    """The posts that were chosen; with `words`, also what the helped people said."""
    given = {
        "answers": sorted({*chosen.worth, *chosen.helped}),
        "helped": list(chosen.helped),
        "questions": list(chosen.asked),
    }
    rows = db.session.execute(_statement(words), given).mappings().all() if any(given.values()) else []
    answers = {row["answer_id"]: row for row in rows if row["answer_id"]}
    worth = [answers[each] for each in chosen.worth if each in answers]
    helped = [answers[each] for each in chosen.helped if each in answers]
    questions = [row for row in rows if not row["answer_id"]]
    return Posts(
        worth=[
            replace(_shown(row), person=None)
            for row in sorted(worth, key=lambda row: (row["score"], row["answer_id"]), reverse=True)
        ],
        helped=sorted(
            (replace(_shown(row), at=row["accepted_at"] or row["at"]) for row in helped),
            key=lambda each: each.at,
            reverse=True,
        ),
        asked=sorted(map(_shown, questions), key=lambda each: each.at, reverse=True),
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
        solved=row["accepted_at"] is not None,
        count=row["count"],
        stars=row["stars"],
        score=row["score"],
        person=someone,
        words=row["words"] or "",
    )


@cache
def _statement(words: bool) -> Any:  # noqa: FBT001 - the shape of a statement, made once
    return union_all(_answers(words), _questions())


def _answers(words: bool) -> Any:  # noqa: FBT001 - the shape of a statement
    said = case((answer.c.id.in_(bindparam("helped", expanding=True)), _said())) if words else literal("")
    return (
        select(
            answer.c.id.label("answer_id"),
            *_thread(),
            post.c.created_at.label("at"),
            answer.c.accepted_at,
            answer.c.rating_count.label("count"),
            STARS.label("stars"),
            answer.c.score,
            asker.c.id.label("person_id"),
            asker.c.name,
            asker.c.display_name,
            asker.c.avatar_key,
            asker.c.role,
            said.label("words"),
        )
        .select_from(
            answer.join(post, post.c.id == answer.c.id)
            .join(question, question.c.id == answer.c.question_id)
            .join(asked, asked.c.id == question.c.id)
            .outerjoin(asker, asker.c.id == asked.c.author_id)
        )
        .where(answer.c.id.in_(bindparam("answers", expanding=True)))
    )


def _thread() -> tuple[Any, ...]:
    return question.c.id.label("question_id"), question.c.slug, question.c.title, asked.c.lang


def _said() -> Any:
    """The last remark of a person on the answer that helped them, while it is public."""
    own = and_(
        remark.c.parent_id == answer.c.id,
        commented.c.author_id == asked.c.author_id,
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


def _questions() -> Any:
    solved = case((question.c.accepted_count > 0, question.c.asked_at))
    nobody = (literal(0), *(literal("") for _name in ("name", "display_name", "avatar_key", "role", "words")))
    counts = (question.c.answer_count, literal(0), cast(literal(0.0), Float))
    columns: tuple[Any, ...] = (literal(0), *_thread(), question.c.asked_at, solved, *counts, *nobody)
    return (
        select(*columns)
        .select_from(question.join(asked, asked.c.id == question.c.id))
        .where(question.c.id.in_(bindparam("questions", expanding=True)))
    )
