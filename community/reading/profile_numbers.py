"""What a member's posts add up to, read in one statement however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, case, func, literal, or_, select, union_all

from community.answers.models import Answer
from community.imports.tables import table_of
from community.kernel import clock
from community.kernel.db import db
from community.kernel.moments import seconds_between, utc_day
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from community.ratings.models import RatingTotals
from community.reading.rules import Calendar, Streaks, calendar, median, streaks
from community.tags.models import QuestionTag, Tag

WAITS: Final = 100  # answers that the usual time of response rests on
TOPICS: Final = 8
MOST_DAYS: Final = 4_000  # days with a post that streaks look back on: eleven years without a gap
WIDTH: Final = 8  # numbers a row; parts with fewer are filled up
GOOD_STARS: Final = 4

post, answer, question, tagged, tag = map(table_of, (Post, Answer, Question, QuestionTag, Tag))
asked: Final = post.alias("asked")  # the question as a post: who asked, and when it was public
member: Final[Any] = bindparam("member")
ANSWERS: Final = (
    post.join(answer, answer.c.id == post.c.id)
    .join(question, question.c.id == answer.c.question_id)
    .join(asked, asked.c.id == question.c.id)
)
VISIBLE: Final = and_(
    post.c.author_id == member,
    post.c.kind == PostKind.ANSWER,
    post.c.status == PostStatus.PUBLISHED,
    question.c.listed,
)
STARS: Final[Any] = sum(n * answer.c[f"stars_{n}"] for n in range(1, 6))
OF_OTHERS: Final = asked.c.author_id.is_distinct_from(post.c.author_id)
# Accepted, or four stars and more on average.
HELPED: Final = or_(
    answer.c.accepted_at.is_not(None),
    and_(answer.c.rating_count > 0, GOOD_STARS * answer.c.rating_count <= STARS),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag that a member answers others under: how often, how many ratings, and their mean."""

    name: str
    answers: int
    ratings: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a member's posts add up to. `response` is the usual wait for a first answer, in seconds."""

    answers: int
    accepted: int
    questions: int
    helped: int
    distribution: tuple[int, ...]
    response: int | None
    topics: Sequence[Topic]
    streaks: Streaks
    calendar: Calendar
    site_ratings: int
    site_stars: int


def numbers_of(member_id: int) -> Numbers:
    """All of it, in one statement."""
    parts: dict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for part, word, *values in db.session.execute(_statement(), {"member": member_id}):
        parts[part].append((word, tuple(int(value or 0) for value in values)))
    counts = parts["answers"][0][1]
    days = {date.fromisoformat(day): values[0] for day, values in parts["day"]}
    today = clock.now().date()
    return Numbers(
        answers=counts[0],
        accepted=counts[1],
        questions=_first(parts, "questions")[0],
        helped=counts[2],
        distribution=counts[3:8],
        response=median([max(0, values[0]) for _, values in parts["wait"]]),
        topics=_topics(parts["topic"]),
        streaks=streaks(days, today),
        calendar=calendar(days, today),
        site_ratings=_first(parts, "site")[0],
        site_stars=_first(parts, "site")[1],
    )


def _first(parts: Mapping[str, list[tuple[str, tuple[int, ...]]]], name: str) -> tuple[int, ...]:
    return parts[name][0][1] if parts.get(name) else (0,) * WIDTH


def _topics(rows: Sequence[tuple[str, tuple[int, ...]]]) -> list[Topic]:
    found = [
        Topic(name, count, ratings, stars / ratings if ratings else None)
        for name, (count, ratings, stars, *_) in rows
    ]
    return sorted(found, key=lambda topic: (-topic.answers, topic.name))


@cache
def _statement() -> Any:
    """Rows of (part, word, numbers); made once, since making it costs more than running it."""
    return union_all(_answers(), _questions(), _topic_rows(), _days(), _waits(), _site())


def _part(name: str, word: Any, *numbers: Any) -> Select[Any]:
    filled = (*numbers, *(literal(0) for _ in range(WIDTH - len(numbers))))
    columns = (column.label(f"n{place}") for place, column in enumerate(filled))
    return select(literal(name).label("part"), word.label("word"), *columns)


def _answers() -> Select[Any]:
    helped = func.count(case((and_(OF_OTHERS, HELPED), asked.c.author_id)).distinct())
    stars = (func.sum(answer.c[f"stars_{n}"]) for n in range(1, 6))
    row = _part("answers", literal(""), func.count(), func.count(answer.c.accepted_at), helped, *stars)
    return row.select_from(ANSWERS).where(VISIBLE)


def _questions() -> Select[Any]:
    own = post.join(question, question.c.id == post.c.id)
    row = _part("questions", literal(""), func.count())
    return row.select_from(own).where(post.c.author_id == member, question.c.listed)


def _topic_rows() -> Select[Any]:
    each = (
        select(
            tag.c.name,
            func.count().label("answers"),
            func.sum(answer.c.rating_count).label("ratings"),
            func.sum(STARS).label("stars"),
        )
        .select_from(
            ANSWERS.join(tagged, tagged.c.question_id == question.c.id).join(tag, tag.c.id == tagged.c.tag_id)
        )
        .where(VISIBLE, OF_OTHERS)
        .group_by(tag.c.id, tag.c.name)
        .order_by(func.count().desc(), tag.c.name)
        .limit(TOPICS)
        .subquery()
    )
    return _part("topic", each.c.name, each.c.answers, each.c.ratings, each.c.stars)


def _days() -> Select[Any]:
    """Posts by UTC day."""
    day = utc_day(post.c.created_at)
    each = (
        select(day.label("day"), func.count().label("posts"))
        .where(post.c.author_id == member, post.c.status == PostStatus.PUBLISHED)
        .group_by(day)
        .order_by(day.desc())
        .limit(MOST_DAYS)
        .subquery()
    )
    return _part("day", each.c.day, each.c.posts)


def _waits() -> Select[Any]:
    """How long others waited for the member's first answer to their question, in seconds."""
    since = func.coalesce(asked.c.published_at, asked.c.created_at)
    latest = func.max(answer.c.id)
    each = (
        select(seconds_between(since, func.min(post.c.created_at)).label("seconds"))
        .select_from(ANSWERS)
        .where(VISIBLE, OF_OTHERS)
        .group_by(question.c.id, asked.c.published_at, asked.c.created_at)
        .order_by(latest.desc())
        .limit(WAITS)
        .subquery()
    )
    return _part("wait", literal(""), each.c.seconds)


def _site() -> Select[Any]:
    totals = table_of(RatingTotals)
    return _part("site", literal(""), totals.c.count, totals.c.total)
