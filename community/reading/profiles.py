"""Members: the list, and one member's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, paginate
from community.kernel.text import fold
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from community.reading.queries import Row, listed, rows_of
from community.tags.models import QuestionTag, Tag

Asked = aliased(Question, flat=True)  # beside Answer, which is a post as well
CALENDAR_WEEKS = 26
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Worth:
    """An answer worth reading, with the title it answers."""

    answer_id: int
    question_id: int
    slug: str
    title: str
    lang: str
    ratings: int
    accepted: bool
    score: float


@dataclass(frozen=True, slots=True)
class Profile:
    """One member's page. `helped` counts other people whose questions they answered well."""

    member: Member
    helped: int
    answers: int
    questions: int
    accepted: int
    distribution: tuple[int, ...]
    response: timedelta | None
    topics: Sequence[tuple[str, int, float | None]]
    worth: Sequence[Worth]
    asked: Sequence[Row]
    calendar: Sequence[tuple[datetime, int]]


def member_or_404(name: str) -> Member:
    """The member of this name; closed accounts have no page."""
    member = db.session.scalars(select(Member).where(Member.name == name)).one_or_none()
    if member is None or not member.is_open:
        raise NotFound
    return member


def member_page(wanted: str, sort: str, number: int, per_page: int = 30) -> Page[Member]:
    """Members who take part, by what they gave or by when they came."""
    query = select(Member).where(Member.status != MemberStatus.CLOSED)
    wanted = fold(wanted.strip())
    if wanted:
        pattern = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(
            or_(
                Member.name_key.like(pattern, escape="\\"),
                func.lower(Member.display_name).like(pattern, escape="\\"),
            )
        )
    if sort == "new":
        query = query.order_by(Member.created_at.desc(), Member.id.desc())
    else:
        answers = (
            select(func.count())
            .select_from(Post)
            .where(
                Post.author_id == Member.id, Post.kind == PostKind.ANSWER, Post.status == PostStatus.PUBLISHED
            )
            .scalar_subquery()
        )
        query = query.order_by(answers.desc(), Member.id)
    return paginate(query, number, per_page)


def profile(member: Member) -> Profile:
    """All of a member's page that rests on posts and ratings."""
    visible = (Answer.author_id == member.id, Answer.status == PostStatus.PUBLISHED)
    sums = db.session.execute(
        select(
            func.count(),
            func.count(Answer.accepted_at),
            *(func.coalesce(func.sum(getattr(Answer, f"stars_{stars}")), 0) for stars in range(1, 6)),
        ).where(*visible)
    ).one()
    helped = db.session.scalar(
        select(func.count(distinct(Asked.author_id)))
        .join(Answer, Answer.question_id == Asked.id)
        .where(
            *visible,
            Asked.author_id != member.id,
            or_(Answer.accepted_at.is_not(None), Answer.stars_4 + Answer.stars_5 > 0),
        )
    )
    asked = (
        db.session.scalars(
            listed().where(Question.author_id == member.id).order_by(Question.asked_at.desc()).limit(SHOWN)
        )
        .unique()
        .all()
    )
    questions = db.session.scalar(
        select(func.count()).select_from(Question).where(Question.author_id == member.id, Question.listed)
    )
    return Profile(
        member=member,
        helped=helped or 0,
        answers=sums[0],
        questions=questions or 0,
        accepted=sums[1],
        distribution=tuple(int(count) for count in sums[2:]),
        response=_usual_response(member.id),
        topics=_topics(member.id),
        worth=_worth_reading(visible),
        asked=rows_of(asked),
        calendar=_calendar(member.id),
    )


def _usual_response(member_id: int) -> timedelta | None:
    """The median time from a question to this member's answer, over the last hundred."""
    pairs = db.session.execute(
        select(Asked.asked_at, Answer.created_at)
        .join(Answer, Answer.question_id == Asked.id)
        .where(Answer.author_id == member_id, Answer.status == PostStatus.PUBLISHED)
        .order_by(Answer.id.desc())
        .limit(100)
    ).all()
    waits = sorted(answered - asked for asked, answered in pairs)
    return waits[len(waits) // 2] if waits else None


def _topics(member_id: int) -> list[tuple[str, int, float | None]]:
    """Tags this member answers under: name, answers, mean of the ratings there."""
    total = Answer.stars_1 + 2 * Answer.stars_2 + 3 * Answer.stars_3 + 4 * Answer.stars_4 + 5 * Answer.stars_5
    rows = db.session.execute(
        select(Tag.name, func.count(), func.sum(total), func.sum(Answer.rating_count))
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .join(Answer, Answer.question_id == QuestionTag.question_id)
        .where(Answer.author_id == member_id, Answer.status == PostStatus.PUBLISHED)
        .group_by(Tag.id, Tag.name)
        .order_by(func.count().desc(), Tag.name)
        .limit(SHOWN)
    ).all()
    return [
        (name, count, float(stars) / float(ratings) if ratings else None)
        for name, count, stars, ratings in rows
    ]


def _worth_reading(visible: tuple[object, ...]) -> list[Worth]:
    query = (
        select(Answer, Asked)
        .join(Asked, Asked.id == Answer.question_id)
        .where(*visible, Asked.listed)  # type: ignore[arg-type]
        .order_by(Answer.score.desc(), Answer.id.desc())
        .limit(SHOWN)
    )
    return [
        Worth(
            answer.id,
            question.id,
            question.slug,
            question.title,
            question.lang,
            answer.rating_count,
            answer.accepted_at is not None,
            answer.score,
        )
        for answer, question in db.session.execute(query).all()
    ]


def _calendar(member_id: int) -> list[tuple[datetime, int]]:
    """Posts a day for half a year, beginning on a Monday: (day, count)."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=today.weekday() + 7 * (CALENDAR_WEEKS - 1))
    counts: dict[object, int] = {}
    for moment in db.session.scalars(
        select(Post.created_at).where(
            Post.author_id == member_id, Post.status == PostStatus.PUBLISHED, Post.created_at >= first
        )
    ):
        counts[moment.date()] = counts.get(moment.date(), 0) + 1
    days = (today - first).days + 1
    return [
        (first + timedelta(days=n), counts.get((first + timedelta(days=n)).date(), 0)) for n in range(days)
    ]
