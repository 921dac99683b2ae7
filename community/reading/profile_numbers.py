"""What a member's posts add up to, and which of them are worth showing: one statement however many there are.

It goes through the member's answers once; everything else is counted of what was found there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, case, func, literal, or_, select, union_all

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.answers.rules import GOOD_STARS
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.moments import seconds_between, utc_day
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from community.ratings.models import RatingTotals
from community.reading.rules import Calendar, Streaks, calendar, median, streaks
from community.tags.models import QuestionTag, Tag

WAITS: Final = 100  # answers that the usual time of response rests on
TOPICS: Final = 8
WORTH: Final = 5
PEOPLE: Final = 6
ASKED: Final = 8
MOST_DAYS: Final = 4_000  # days with a post that streaks look back on: eleven years without a gap
WIDTH: Final = 8  # numbers a row; parts with fewer are filled up
FAIR_STARS: Final = 3

post, answer, question, tagged, tag = map(table_of, (Post, Answer, Question, QuestionTag, Tag))
asker: Final = table_of(Member)
remark: Final = table_of(Comment)
parent: Final = post.alias("parent")  # what a remark stands beneath
asked: Final = post.alias("asked")  # the question as a post: who asked, and when it was public
member: Final[Any] = bindparam("member")
# The member's answers in sight. Of what kind a post is says how many there are: else the planner expects far more.
MINE: Final = (
    select(
        answer.c.id,
        answer.c.question_id,
        answer.c.accepted_at,
        answer.c.rating_count,
        *(answer.c[f"stars_{n}"] for n in range(1, 6)),
        answer.c.score,
        post.c.created_at,
        asked.c.author_id.label("asker_id"),
        func.coalesce(asked.c.published_at, asked.c.created_at).label("since"),
        case((asked.c.author_id.is_distinct_from(post.c.author_id), 1), else_=0).label("of_another"),
    )
    .select_from(
        post.join(answer, answer.c.id == post.c.id)
        .join(question, question.c.id == answer.c.question_id)
        .join(asked, asked.c.id == question.c.id)
    )
    .where(
        post.c.author_id == member,
        post.c.kind == PostKind.ANSWER,
        post.c.status == PostStatus.PUBLISHED,
        question.c.listed,
    )
    .cte("mine")
)
# Their questions, found by themselves since several parts need them, and before they are put in order: PostgreSQL takes
# who answered much for somebody who asked much and would go through the newest of all for the latest of theirs.
OWN_QUESTIONS: Final = (
    select(question.c.id, question.c.asked_at, post.c.created_at)
    .select_from(post.join(question, question.c.id == post.c.id))
    .where(post.c.author_id == member, post.c.kind == PostKind.QUESTION, question.c.listed)
    .cte("own_questions")
)
STARS: Final[Any] = sum(n * MINE.c[f"stars_{n}"] for n in range(1, 6))
OF_ANOTHER: Final = MINE.c.of_another == 1
# Accepted, or four stars and more on average.
HELPED: Final = or_(
    MINE.c.accepted_at.is_not(None),
    and_(MINE.c.rating_count > 0, GOOD_STARS * MINE.c.rating_count <= STARS),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag that a member answers others under: how often, how many ratings, and their mean."""

    name: str
    answers: int
    ratings: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Ids of posts that a page shows: answers worth reading, answers that helped somebody last, questions."""

    worth: Sequence[int]
    helped: Sequence[int]
    asked: Sequence[int]


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
    shown: Shown


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
        shown=Shown(*([values[0] for _, values in parts[name]] for name in ("worth", "helped", "asked"))),
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
    parts = (_answers(), _questions(), _topic_rows(), _days(), _waits(), _site())
    return union_all(*parts, _worth(), _helped(), _asked())


def _part(name: str, word: Any, *numbers: Any) -> Select[Any]:
    filled = (*numbers, *(literal(0) for _ in range(WIDTH - len(numbers))))
    columns = (column.label(f"n{place}") for place, column in enumerate(filled))
    return select(literal(name).label("part"), word.label("word"), *columns)


def _answers() -> Select[Any]:
    helped = func.count(case((and_(OF_ANOTHER, HELPED), MINE.c.asker_id)).distinct())
    stars = (func.sum(MINE.c[f"stars_{n}"]) for n in range(1, 6))
    return _part(
        "answers", literal(""), func.count(), func.count(MINE.c.accepted_at), helped, *stars
    ).select_from(MINE)


OWN_REMARKS: Final = (
    post.join(remark, remark.c.id == post.c.id)
    .join(question, question.c.id == remark.c.question_id)
    .join(parent, parent.c.id == remark.c.parent_id)
)
REMARKS_IN_SIGHT: Final = (
    post.c.author_id == member,
    post.c.kind == PostKind.COMMENT,
    post.c.status == PostStatus.PUBLISHED,
    parent.c.status == PostStatus.PUBLISHED,
    question.c.listed,
)


def _questions() -> Select[Any]:
    return _part("questions", literal(""), func.count()).select_from(OWN_QUESTIONS)


def _topic_rows() -> Select[Any]:
    each = (
        select(
            tagged.c.tag_id,
            func.count().label("answers"),
            func.sum(MINE.c.rating_count).label("ratings"),
            func.sum(STARS).label("stars"),
        )
        .select_from(MINE.join(tagged, tagged.c.question_id == MINE.c.question_id))
        .where(OF_ANOTHER)
        .group_by(tagged.c.tag_id)
        .subquery()
    )
    named = (
        select(tag.c.name, each.c.answers, each.c.ratings, each.c.stars)
        .select_from(each.join(tag, tag.c.id == each.c.tag_id))
        .order_by(each.c.answers.desc(), tag.c.name)
        .limit(TOPICS)
        .subquery()
    )
    return _part("topic", named.c.name, named.c.answers, named.c.ratings, named.c.stars)


def _days() -> Select[Any]:
    """Posts in sight by UTC day: what stands beneath a question that nobody sees is counted nowhere else either."""
    written = union_all(
        select(MINE.c.created_at),
        select(OWN_QUESTIONS.c.created_at),
        select(post.c.created_at).select_from(OWN_REMARKS).where(*REMARKS_IN_SIGHT),
    ).subquery()
    day = utc_day(written.c.created_at)
    each = (
        select(day.label("day"), func.count().label("posts"))
        .group_by(day)
        .order_by(day.desc())
        .limit(MOST_DAYS)
        .subquery()
    )
    return _part("day", each.c.day, each.c.posts)


def _waits() -> Select[Any]:
    """How long others waited for the member's first answer to their question, in seconds."""
    latest = func.max(MINE.c.id)
    each = (
        select(seconds_between(MINE.c.since, func.min(MINE.c.created_at)).label("seconds"))
        .where(OF_ANOTHER)
        .group_by(MINE.c.question_id, MINE.c.since)
        .order_by(latest.desc())
        .limit(WAITS)
        .subquery()
    )
    return _part("wait", literal(""), each.c.seconds)


def _site() -> Select[Any]:
    totals = table_of(RatingTotals)
    return _part("site", literal(""), totals.c.count, totals.c.total)


def _worth() -> Select[Any]:
    """Answers by their stars, best first, without those that were rated badly."""
    fine = or_(MINE.c.rating_count == 0, HELPED, FAIR_STARS * MINE.c.rating_count <= STARS)
    best = (
        select(MINE.c.id).where(fine).order_by(MINE.c.score.desc(), MINE.c.id.desc()).limit(WORTH).subquery()
    )
    return _part("worth", literal(""), best.c.id)


def _helped() -> Select[Any]:
    """The latest answers that helped, one for each person; people who have left are left out."""
    at = func.coalesce(MINE.c.accepted_at, MINE.c.created_at)
    place = func.row_number().over(partition_by=MINE.c.asker_id, order_by=(at.desc(), MINE.c.id.desc()))
    each = (
        select(MINE.c.id, MINE.c.asker_id, at.label("at"), place.label("place"))
        .where(OF_ANOTHER, HELPED)
        .subquery()
    )
    last = (
        select(each.c.id)
        .select_from(each.join(asker, asker.c.id == each.c.asker_id))
        .where(each.c.place == 1, asker.c.status != MemberStatus.CLOSED)
        .order_by(each.c["at"].desc(), each.c.id.desc())
        .limit(PEOPLE)
        .subquery()
    )
    return _part("helped", literal(""), last.c.id)


def _asked() -> Select[Any]:
    """Questions of the member, newest first."""
    newest = (
        select(OWN_QUESTIONS.c.id)
        .order_by(OWN_QUESTIONS.c.asked_at.desc(), OWN_QUESTIONS.c.id.desc())
        .limit(ASKED)
        .subquery()
    )
    return _part("asked", literal(""), newest.c.id)
