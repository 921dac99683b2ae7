"""A small record whose figures can be counted by hand: questions asked and answered at certain moments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from community.answers.models import Answer
from community.channels.models import ChannelMessage, Contact, Conversation
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions.models import Question
from community.routing.models import Need, Stage
from community.tags.models import QuestionTag, Tag
from moderation.insights.scope import Scope
from moderation.sla.models import SlaCalendar, SlaHours

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday; service is from 9 to 18 on weekdays
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@dataclass
class Record:
    """Writes what happened, without any rule of the site looking at it."""

    tags: dict[str, Tag] = field(default_factory=dict)
    count: int = 0

    def tag(self, name: str) -> Tag:
        """The tag of this name."""
        if name not in self.tags:
            self.tags[name] = Tag(name=name, created_at=NOW - 52 * WEEK)
            db.session.add(self.tags[name])
            db.session.flush()
        return self.tags[name]

    def asked(
        self, at: datetime, by: Actor | None = None, *, tags: Sequence[str] = (), **given: object
    ) -> Question:
        """A question, published at once unless told."""
        self.count += 1
        values = {
            "lang": "en",
            "title": f"Question {self.count}",
            "slug": f"question-{self.count}",
            "body_markdown": "It blinks.",
            "body_html": "<p>It blinks.</p>",
            "published_at": at,
            "last_activity_at": at,
            **given,
        }
        with unit_of_work():
            made = Question(author_id=by.member_id if by else None, created_at=at, asked_at=at, **values)
            db.session.add(made)
            db.session.flush()
            for position, name in enumerate(tags):
                db.session.add(QuestionTag(question_id=made.id, tag_id=self.tag(name).id, position=position))
        return made

    def answered(self, question: Question, by: Actor, after: timedelta) -> Answer:
        """An answer so long after the question; the first one is its first."""
        at = question.asked_at + after
        with unit_of_work():
            made = Answer(
                author_id=by.member_id,
                lang=question.lang,
                question_id=question.id,
                body_markdown="Press it.",
                body_html="<p>Press it.</p>",
                created_at=at,
                published_at=at,
                status=PostStatus.PUBLISHED,
            )
            db.session.add(made)
            question.answer_count += 1
            question.first_answered_at = min(question.first_answered_at or at, at)
        return made

    def need(self, question: Question, stage: str = Stage.CROWD, **given: object) -> Need:
        """The need behind a question."""
        with unit_of_work():
            made = Need(
                question_id=question.id,
                stage=stage,
                stage_since=question.asked_at,
                opened_at=question.asked_at,
                **given,
            )
            db.session.add(made)
        return made


@pytest.fixture
def record(app: Flask) -> Record:
    """An empty record."""
    return Record()


@pytest.fixture
def service(app: Flask) -> None:
    """Service from 9 to 18 o'clock in UTC, Monday to Friday."""
    with unit_of_work():
        calendar = SlaCalendar(name="Usual", is_default=True)
        db.session.add(calendar)
        db.session.flush()
        weekdays = [[[540, 1080]]] * 5
        db.session.add(
            SlaHours(
                calendar_id=calendar.id,
                version=1,
                zone="UTC",
                hours=[*weekdays, [], []],
                made_at=NOW - 52 * WEEK,
            )
        )


def scope(weeks: int = 4, **given: object) -> Scope:
    """The last weeks before `NOW`."""
    return Scope(now=NOW, weeks=weeks, **given)


def angry_message(question_id: int, *, at: datetime) -> None:
    """What came in angrily from outside about a question."""
    contact = Contact(channel="mastodon", handle="@x", created_at=NOW)
    db.session.add(contact)
    db.session.flush()
    talk = Conversation(contact_id=contact.id, question_id=question_id, opened_at=NOW, last_at=NOW)
    db.session.add(talk)
    db.session.flush()
    db.session.add(
        ChannelMessage(
            channel="mastodon",
            external_id="1",
            conversation_id=talk.id,
            body="",
            lane="tier1",
            priority="P1",
            anger=0.9,
            sent_at=at,
            received_at=at,
        )
    )
