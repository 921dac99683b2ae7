"""What speaks for somebody in a topic and language: their answers to others there, and the stars these got."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, select

from community.answers.models import Answer
from community.imports.tables import table_of
from community.kernel.db import db
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.tags.models import QuestionTag, Tag

GOOD_STARS: Final = 4
post, answer, question, tagged, tags = map(table_of, (Post, Answer, Question, QuestionTag, Tag))
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
    stars: Any = sum(n * answer.c[f"stars_{n}"] for n in range(1, 6))
    good = or_(
        answer.c.accepted_at.is_not(None),
        and_(answer.c.rating_count > 0, GOOD_STARS * answer.c.rating_count <= stars),
    )
    return (
        select(
            post.c.author_id,
            tags.c.id,
            post.c.lang,
            tags.c.name,
            func.count(),
            func.sum(case((good, 1), else_=0)),
            func.sum(answer.c.rating_count),
            func.sum(stars),
        )
        .select_from(
            post.join(answer, answer.c.id == post.c.id)
            .join(question, question.c.id == answer.c.question_id)
            .join(asked, asked.c.id == question.c.id)
            .join(tagged, tagged.c.question_id == question.c.id)
            .join(tags, tags.c.id == tagged.c.tag_id)
        )
        .where(
            post.c.author_id.in_(bindparam("members", expanding=True)),
            post.c.status == PostStatus.PUBLISHED,
            question.c.listed,
            asked.c.author_id.is_distinct_from(post.c.author_id),
        )
        .group_by(post.c.author_id, tags.c.id, post.c.lang, tags.c.name)
    )
