"""What customers talk about, and how they sound: topic, mood, channel and week, with a few of their words.

Words are taken from public posts alone; what came by a channel is counted and never quoted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select

from community.askers.models import AskerQuestion
from community.channels.models import Contact, Conversation
from community.kernel import masks, text
from community.kernel.asking import Asking
from community.posts.beside import without_private
from community.posts.models import PostKind, PostStatus
from community.tags.models import QuestionTag, Tag
from moderation.insights import moods
from moderation.insights.rules import Mood
from moderation.insights.scope import Scope, post, question
from moderation.triage import pii

TOPICS: Final = 8
QUOTES: Final = 6
QUOTED: Final = 180  # characters
READ: Final = 2_000  # of a post, to find its first words


@dataclass(frozen=True, slots=True)
class Heard:
    """So many questions of one topic, mood, channel and week; a topic "" has no tag."""

    topic: str
    channel: str
    mood: Mood
    week: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The first words of a public question, with whatever is private covered."""

    question_id: int
    words: str
    lang: str
    mood: Mood
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic over the whole stretch; `unhappy` counts what was angry or complained, week by week."""

    name: str
    moods: Counter[Mood]
    channels: Counter[str]
    unhappy: Sequence[int]

    @property
    def total(self) -> int:
        return self.moods.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """All of it; the topics in the order of how many were unhappy."""

    starts: Sequence[datetime]
    heard: Sequence[Heard]
    topics: Sequence[Topic]
    quotes: Sequence[Quote]


def voice(scope: Scope) -> Asking[Voice]:
    """The topics with most anger and complaints, then those that come most; and a few quotes."""
    counted, quoted = yield [_asked(scope), _unhappy(scope)]
    heard = _heard(counted)
    topics = [_topic(name, heard, scope.weeks) for name in dict.fromkeys(each.topic for each in heard)]
    unhappy = sorted(topics, key=lambda each: (-sum(each.unhappy), -each.total, each.name))
    return Voice(starts=scope.starts, heard=heard, topics=unhappy, quotes=_quotes(quoted))


def _topic(name: str, heard: Sequence[Heard], weeks: int) -> Topic:
    sounds, channels, unhappy = Counter[Mood](), Counter[str](), [0] * weeks
    for each in heard:
        if each.topic == name:
            sounds[each.mood] += each.count
            channels[each.channel] += each.count
            if each.mood != Mood.CALM:
                unhappy[min(each.week, weeks - 1)] += each.count
    return Topic(name=name, moods=sounds, channels=channels, unhappy=unhappy)


def _asked(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Public questions, and those that came in by a channel: as numbers, no word of theirs."""
    heard = moods.kept(scope)
    asked = (
        post.kind == PostKind.QUESTION,
        post.status.in_((PostStatus.PUBLISHED, PostStatus.PRIVATE)),
        post.created_at >= scope.since,
        question.merged_into_id.is_(None),
        *scope.narrowed(question.id),
    )
    top = (
        select(QuestionTag.tag_id)
        .join(question.id.table, question.id == QuestionTag.question_id)
        .outerjoin(heard, heard.c.question_id == QuestionTag.question_id)
        .where(*scope.questions())
        .group_by(QuestionTag.tag_id)
        .order_by(func.count(heard.c.mood).desc(), func.count().desc(), QuestionTag.tag_id)
        .limit(TOPICS)
    )
    untagged = QuestionTag.question_id.is_(None)
    week, channel = scope.week_of(post.created_at).label("week"), moods.channel().label("channel")
    mood = func.coalesce(heard.c.mood, 0).label("mood")
    return (
        select(Tag.name, channel, mood, week, func.count())
        .select_from(post.id.table)
        .join(question.id.table, question.id == post.id)
        .outerjoin(QuestionTag, QuestionTag.question_id == post.id)
        .outerjoin(Tag, Tag.id == QuestionTag.tag_id)
        .outerjoin(Conversation, Conversation.question_id == post.id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(AskerQuestion, AskerQuestion.question_id == post.id)
        .outerjoin(heard, heard.c.question_id == post.id)
        .where(*asked, QuestionTag.tag_id.in_(select(top.subquery().c.tag_id)) | untagged)
        .group_by(Tag.name, channel, mood, week)
        .order_by(Tag.name, channel, mood, week)
    )


def _heard(rows: Sequence[Any]) -> list[Heard]:
    return [
        Heard(name or "", said, moods.MOODS[int(level)], number, count)
        for name, said, level, number, count in rows
    ]


def _unhappy(scope: Scope) -> Select[*tuple[Any, ...]]:
    """The newest unhappy ones that everyone can read anyway."""
    heard = moods.kept(scope)
    return (
        select(question.id, func.substr(post.body_html, 1, READ), post.lang, heard.c.mood, question.asked_at)
        .join(post.id.table, post.id == question.id)
        .join(heard, heard.c.question_id == question.id)
        .where(*scope.questions(), post.status == PostStatus.PUBLISHED)
        .order_by(question.asked_at.desc(), question.id.desc())
        .limit(QUOTES)
    )


def _quotes(rows: Sequence[Any]) -> list[Quote]:
    return [
        Quote(question_id=number, words=covered(body), lang=lang, mood=moods.MOODS[int(level)], at=at)
        for number, body, lang, level, at in rows
    ]


def covered(body: str) -> str:
    """The first words of a rendered post, with whatever is private covered."""
    words = masks.labelled(text.plain(body))  # all of them: half a number is not found any more
    return text.excerpt(without_private(pii.masked(words)), QUOTED, is_html=False)
