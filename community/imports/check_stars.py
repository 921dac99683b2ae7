"""Ratings, and all that is reckoned from them, agree."""

from math import isclose
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from community.answers.models import Answer
from community.answers.rules import STARS, sort_score
from community.imports.breaches import told
from community.kernel.db import table_of
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.ratings.models import Rating, RatingTotals

post, question, answer, rating = map(table_of, (Post, Question, Answer, Rating))
STANDING: Final = rating.c.withdrawn_at.is_(None)
NEAR: Final = 1e-9


def one_rating_a_member(session: Session) -> list[str]:
    """No member has two ratings on one answer, and none rated an own answer."""
    twice = (
        select(rating.c.rater_id, rating.c.answer_id)
        .where(rating.c.rater_id.is_not(None))
        .group_by(rating.c.rater_id, rating.c.answer_id)
        .having(func.count() > 1)
    )
    lines = [f"member {row[0]} rated answer {row[1]} more than once" for row in session.execute(twice)]
    own = (
        select(rating.c.id)
        .join(post, post.c.id == rating.c.answer_id)
        .where(rating.c.rater_id == post.c.author_id, STANDING)
    )
    return told(lines + [f"rating {id_} is on an own answer" for id_ in session.scalars(own)])


def stars_add_up(session: Session) -> list[str]:
    """Distribution, count and score of each answer follow from its ratings."""
    lines: list[str] = []
    kept = [answer.c[f"stars_{stars}"] for stars in STARS]
    counts = [func.coalesce(func.sum(case((rating.c.stars == stars, 1), else_=0)), 0) for stars in STARS]
    found = (
        select(answer.c.id, answer.c.rating_count, answer.c.score, *kept, *counts)
        .outerjoin(rating, and_(rating.c.answer_id == answer.c.id, STANDING))
        .group_by(answer.c.id, answer.c.rating_count, answer.c.score, *kept)
    )
    for row in session.execute(found):
        id_, count, score = row[:3]
        held, true = list(row[3:8]), [int(n) for n in row[8:]]
        if held != true:
            lines.append(f"the stars of answer {id_} are {held}, should be {true}")
        if count != sum(true):
            lines.append(f"the rating count of answer {id_} is {count}, should be {sum(true)}")
        if not isclose(score, sort_score(true), abs_tol=NEAR):
            lines.append(f"the score of answer {id_} is {score}, should be {sort_score(true)}")
    return told(lines)


def best_answers(session: Session) -> list[str]:
    """Each question names its best visible answer, with the ratings of that one."""
    ranked = (
        select(
            answer.c.question_id,
            answer.c.id,
            answer.c.rating_count,
            _sum_of_stars().label("total"),
            func.row_number()
            .over(
                partition_by=answer.c.question_id,
                order_by=(
                    answer.c.accepted_at.is_(None),
                    answer.c.score.desc(),
                    post.c.created_at,
                    answer.c.id,
                ),
            )
            .label("place"),
        )
        .join(post, post.c.id == answer.c.id)
        .where(post.c.status == PostStatus.PUBLISHED)
        .subquery()
    )
    best = select(ranked).where(ranked.c.place == 1).subquery()
    wrong = (
        select(question.c.id)
        .outerjoin(best, best.c.question_id == question.c.id)
        .where(
            or_(
                question.c.best_answer_id.is_distinct_from(best.c.id),
                question.c.best_rating_count != func.coalesce(best.c.rating_count, 0),
                question.c.best_rating_sum != func.coalesce(best.c.total, 0),
            )
        )
    )
    return told(f"question {id_} names another answer as its best" for id_ in session.scalars(wrong))


def totals(session: Session) -> list[str]:
    """The number of all ratings and the sum of their stars, from which the site's mean comes."""
    kept = table_of(RatingTotals)
    held = session.execute(select(kept.c["count"], kept.c.total).where(kept.c.id == 1)).first()
    true = session.execute(
        select(func.count(), func.coalesce(func.sum(rating.c.stars), 0)).where(STANDING)
    ).one()
    same = tuple(held or (0, 0)) == tuple(true)
    return [] if same else [f"the rating totals are {tuple(held or (0, 0))}, should be {tuple(true)}"]


def _sum_of_stars() -> ColumnElement[Any]:
    weighted = [stars * answer.c[f"stars_{stars}"] for stars in STARS]
    return sum(weighted[1:], weighted[0])
