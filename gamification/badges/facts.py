"""The tables that badges count in, and what makes an answer good, quick or late: said once for all counts."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    String,
    and_,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
)

from community.answers.models import Answer, StaffThanks
from community.answers.rules import GOOD_STARS
from community.comments.models import Comment
from community.kernel.db import UtcDateTime, table_of
from community.posts.models import EditSuggestion, Post, PostStatus
from community.questions.models import Question, SameProblem
from community.ratings.models import Rating
from community.routing.models import Move, MoveReason, Need
from community.sharing.models import ShareVisit
from community.tags.models import QuestionTag, Tag, TagSynonym
from gamification.campaigns.models import CampaignStanding
from gamification.reputation.models import ReputationEvent, ToldDeed

FAST_HOURS: Final = 2
LATE_HOURS: Final = 30 * 24
KNOWN_FROM: Final = 100  # points in a tag
PAUSE_HOURS: Final = 365 * 24
PODIUM: Final = 3  # ranks
LEAP: Final = (2, 29)  # month and day

post, answer, question, comment = map(table_of, (Post, Answer, Question, Comment))
rating, thanks, suggestion, also = map(table_of, (Rating, StaffThanks, EditSuggestion, SameProblem))
told, ledger = map(table_of, (ToldDeed, ReputationEvent))
tagged, tag, synonym = map(table_of, (QuestionTag, Tag, TagSynonym))
shared, ranked = map(table_of, (ShareVisit, CampaignStanding))
asked: Final = post.alias("asked")
Condition = ColumnElement[bool]

public: Final[Condition] = post.c.status == PostStatus.PUBLISHED
for_another: Final[Condition] = asked.c.author_id.is_distinct_from(post.c.author_id)
answers_of_threads: Final = post.join(answer, answer.c.id == post.c.id).join(
    asked, asked.c.id == answer.c.question_id
)

stars: Final[Any] = sum(n * answer.c[f"stars_{n}"] for n in range(1, 6))
rated: Final = answer.c.rating_count
good: Final[Condition] = and_(rated > 0, stars >= GOOD_STARS * rated)
accepted: Final[Condition] = answer.c.accepted_at.is_not(None)
helped: Final[Condition] = or_(good, accepted)
still_asked: Final[Condition] = (  # whoever has the problem of a merged question has it under the other one
    ~select(question.c.id)
    .where(question.c.id == also.c.question_id, question.c.merged_into_id.is_not(None))
    .correlate(also)
    .exists()
)
answered_at: Final = func.coalesce(post.c.published_at, post.c.created_at)


def named(name: Any) -> Any:
    """The tag of this name, or to which the name leads by now."""
    leads = select(synonym.c.tag_id).where(synonym.c.name == name)
    return select(tag.c.id).where(or_(tag.c.name == name, tag.c.id.in_(leads)))


def waited_hours(dialect: str) -> Any:
    """Hours between a question and an answer to it."""
    return hours_between(func.coalesce(asked.c.published_at, asked.c.created_at), answered_at, dialect)


def fast(dialect: str) -> Condition:
    """Good, and soon after the question; not what was written before it and came from another one since."""
    return and_(good, waited_hours(dialect).between(0, FAST_HOURS))


def late(dialect: str) -> Condition:
    return and_(accepted, waited_hours(dialect) >= LATE_HOURS)


def calm() -> Condition:
    """Good, for somebody whose question was lifted because they were angry."""
    upset = (
        select(Need.id)
        .join(Move, Move.need_id == Need.id)
        .where(Need.question_id == answer.c.question_id, Move.reason == MoveReason.ANGRY)
        .correlate(answer)
    )
    return and_(good, upset.exists())


def on_leap_day(dialect: str) -> Condition:
    if dialect == "sqlite":  # a moment is text there, and a piece of text is quicker to find than its parts
        return and_(good, func.substr(post.c.created_at, 6, 5, type_=String()) == "02-29")
    written = in_utc(post.c.created_at, dialect)
    return and_(good, extract("month", written) == LEAP[0], extract("day", written) == LEAP[1])


def hours_between(start: Any, end: Any, dialect: str) -> Any:
    if dialect == "postgresql":
        return extract("epoch", end - start) / 3600.0
    return (func.julianday(end) - func.julianday(start)) * 24.0


def in_utc(moment: Any, dialect: str) -> Any:
    """A moment whose day, month and year are those of UTC, whatever zone the database speaks in."""
    return func.timezone("UTC", moment) if dialect == "postgresql" else moment


def day_of(moment: Any, dialect: str) -> Any:
    return func.date(in_utc(moment, dialect))


def day_number(day: Any, dialect: str) -> Any:
    """Days since some day long ago; of two days in a row the second has one more."""
    if dialect == "postgresql":
        return cast(day, Date) - cast(literal("1970-01-01"), Date)
    return cast(func.julianday(day), Integer)


def midnight(day: Any, dialect: str) -> Any:
    """The moment at which a UTC day begins."""
    if dialect == "postgresql":
        return func.timezone("UTC", cast(day, DateTime), type_=UtcDateTime())
    return func.strftime("%Y-%m-%d 00:00:00.000000", day, type_=UtcDateTime())
