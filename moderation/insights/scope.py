"""What a figure is about: the last weeks, and a tag or a language where somebody asks for one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, exists, literal, select

from community.kernel.db import UtcDateTime, db
from community.kernel.moments import seconds_between
from community.posts.models import Post
from community.questions.models import Question
from community.tags.models import QuestionTag, Tag
from moderation.insights import rules
from moderation.sla import queries as sla
from moderation.sla.hours import Calendar

question = Question.__table__.c
post = Post.__table__.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Weeks that end at `now`, the questions of a tag or a language; an empty one asks for nothing."""

    now: datetime
    weeks: int = rules.USUAL
    tag: str = ""
    tag_id: int | None = None
    lang: str = ""

    @property
    def since(self) -> datetime:
        return self.now - rules.WEEK * self.weeks

    @property
    def starts(self) -> tuple[datetime, ...]:
        return rules.starts(self.now, self.weeks)

    @property
    def days(self) -> int:
        return self.weeks * 7

    def questions(self) -> list[ColumnElement[bool]]:
        """The public questions that it is about."""
        wanted: list[ColumnElement[bool]] = [question.listed, question.asked_at >= self.since]
        return [*wanted, *self.narrowed(question.id)]

    def narrowed(self, question_id: Any) -> list[ColumnElement[bool]]:
        """What the tag and the language ask of a question."""
        wanted: list[ColumnElement[bool]] = []
        if self.tag_id is not None:
            carried = QuestionTag.__table__.alias("carried")
            wanted.append(
                exists().where(carried.c.question_id == question_id, carried.c.tag_id == self.tag_id)
            )
        if self.lang:
            own = Post.__table__.alias("spoken")
            wanted.append(exists().where(own.c.id == question_id, own.c.lang == self.lang))
        return wanted

    def week_of(self, moment: Any) -> ColumnElement[int]:
        """The number of the week in which a moment lies; 0 is the oldest."""
        return number_of(self.since, moment, rules.WEEK_SECONDS)

    def with_weeks(self, weeks: int) -> "Scope":
        """The same questions over another stretch."""
        return Scope(now=self.now, weeks=weeks, tag=self.tag, tag_id=self.tag_id, lang=self.lang)


def number_of(since: datetime, moment: Any, seconds: int) -> ColumnElement[int]:
    """The number of the stretch of so many seconds since `since` in which a moment lies."""
    return seconds_between(literal(since, UtcDateTime()), moment) // seconds


def service_calendar() -> Calendar | None:
    """The hours of service, which several figures count in: asked for once for all that answers one request."""
    if "insights_calendar" not in g:
        g.insights_calendar = sla.default_calendar()
    found: Calendar | None = g.insights_calendar
    return found


def tag_id_of(name: str) -> int | None:
    """The id of a tag by its name."""
    return db.session.scalars(select(Tag.id).where(Tag.name == name)).one_or_none()


@lru_cache(maxsize=64)
def monday(number: int) -> date:
    """A Monday and the days after it, by their numbers from 0 on: for the names of weekdays."""
    return date(2026, 1, 5) + timedelta(days=number)
