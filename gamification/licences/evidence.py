"""What speaks for somebody in a topic and language: their answers to others there, and the stars these got."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, func, or_, select

from community.answers.models import Answer
from community.answers.rules import GOOD_STARS
from community.kernel.db import db, table_of
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.ratings.models import Rating
from community.tags.models import QuestionTag, Tag
from gamification.reputation.queries import acceptance_counts, rating_counts

post, answer, question, tagged, tags = map(table_of, (Post, Answer, Question, QuestionTag, Tag))
rating: Final = table_of(Rating)
asked: Final = post.alias("asked")


class Topic(NamedTuple):
    """A tag in a language."""

    tag_id: int
    lang: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Public answers to others: how many, how many of them well rated, and all their ratings.

    Well rated is what was accepted or has four stars and more on average, as everywhere on the site.
    """

    tag: str = ""
    answers: int = 0
    well: int = 0
    ratings: int = 0
    stars: int = 0

    @property
    def mean(self) -> float | None:
        return self.stars / self.ratings if self.ratings else None


def evidence_of(member_ids: Collection[int]) -> Mapping[int, Mapping[Topic, Evidence]]:
    """What speaks for each of these members, by topic; one statement."""
    found: dict[int, dict[Topic, Evidence]] = {member_id: {} for member_id in member_ids}
    for member_id, tag_id, lang, name, *counts in db.session.execute(_query(), {"members": list(found)}):
        found[member_id][Topic(tag_id, lang)] = Evidence(name, *(int(each or 0) for each in counts))
    return found


@cache
def _query() -> Any:
    each = _each_answer().subquery()
    return (
        select(
            each.c.author_id,
            tags.c.id,
            each.c.lang,
            tags.c.name,
            func.count(),
            func.sum(each.c.well),
            func.sum(each.c.given),
            func.sum(each.c.stars),
        )
        .select_from(
            each.join(tagged, tagged.c.question_id == each.c.question_id).join(
                tags, tags.c.id == tagged.c.tag_id
            )
        )
        .group_by(each.c.author_id, tags.c.id, each.c.lang, tags.c.name)
    )


def _each_answer() -> Select[Any]:
    """Answers with their ratings, without what is held or ruled out, as with levels."""
    counts = and_(rating.c.answer_id == answer.c.id, rating_counts(post.c.author_id))
    given, stars = func.count(rating.c.id), func.coalesce(func.sum(rating.c.stars), 0)
    accepted = acceptance_counts(post.c.author_id)
    good = or_(accepted, and_(given > 0, GOOD_STARS * given <= stars))
    return (
        select(
            post.c.author_id,
            post.c.lang,
            answer.c.question_id,
            case((good, 1), else_=0).label("well"),
            given.label("given"),
            stars.label("stars"),
        )
        .select_from(
            post.join(answer, answer.c.id == post.c.id)
            .join(question, question.c.id == answer.c.question_id)
            .join(asked, asked.c.id == question.c.id)
            .outerjoin(rating, counts)
        )
        .where(
            post.c.author_id.in_(bindparam("members", expanding=True)),
            post.c.status == PostStatus.PUBLISHED,
            question.c.listed,
            asked.c.author_id.is_distinct_from(post.c.author_id),
        )
        .group_by(
            post.c.author_id,
            post.c.lang,
            answer.c.id,
            answer.c.question_id,
            answer.c.accepted_at,
            answer.c.accepted_by_id,
        )
    )
