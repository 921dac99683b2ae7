"""Titles, states and closing of questions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from community.kernel.errors import Invalid
from community.kernel.text import collapse, display_length, strip_controls
from community.kernel.words import N_
from community.posts.rules import PostStatus


class CloseReason(StrEnum):
    """Why a question takes no more answers."""

    DUPLICATE = "duplicate"
    OFF_TOPIC = "off-topic"
    UNCLEAR = "unclear"
    TOO_BROAD = "too-broad"
    OPINION = "opinion"
    RESOLVED_ELSEWHERE = "resolved-elsewhere"
    OTHER = "other"


class QuestionState(StrEnum):
    """What a reader wants to know first; computed by `rules.state_of`, never set by hand."""

    HELD = "held"
    CLOSED = "closed"
    SOLVED = "solved"
    ARCHIVED = "archived"
    NEEDS_INFO = "needs-info"
    NEW = "new"
    NEEDS_ATTENTION = "needs-attention"
    RESPONDED = "responded"


NEW_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFacts:
    """What a question's state rests on."""

    status: str
    answer_count: int
    accepted_count: int
    closed: bool
    needs_info: bool
    last_post_by_asker: bool
    asked_at: datetime
    last_activity_at: datetime

    @classmethod
    def of(cls, found: Any, status: str) -> Self:
        """From a question, or from a row with its columns, that has this status."""
        return cls(
            status=status,
            answer_count=found.answer_count,
            accepted_count=found.accepted_count,
            closed=found.closed_at is not None,
            needs_info=found.needs_info_at is not None,
            last_post_by_asker=found.last_post_by_asker,
            asked_at=found.asked_at,
            last_activity_at=found.last_activity_at,
        )


def state_of(facts: StateFacts, now: datetime, archive_after: timedelta) -> QuestionState:
    """The one state that a reader wants to know first."""
    if facts.status != PostStatus.PUBLISHED:
        return QuestionState.HELD
    if facts.accepted_count:
        return QuestionState.SOLVED
    if facts.closed:
        return QuestionState.CLOSED
    if now - facts.last_activity_at > archive_after:
        return QuestionState.ARCHIVED
    if facts.needs_info:
        return QuestionState.NEEDS_INFO
    if facts.answer_count == 0:
        return QuestionState.NEW if now - facts.asked_at <= NEW_FOR else QuestionState.NEEDS_ATTENTION
    return QuestionState.NEEDS_ATTENTION if facts.last_post_by_asker else QuestionState.RESPONDED


def checked_title(title: str, *, shortest: int, longest: int) -> str:
    """The title on one line; Chinese characters count double. Raises Invalid."""
    title = collapse(strip_controls(title))
    length = display_length(title)
    if length < shortest:
        raise Invalid(
            N_("Make the title a little longer: say in one sentence what happens and where."), field="title"
        )
    if length > longest:
        raise Invalid(
            N_("The title is too long: %(longest)s characters are the most (Chinese ones count double)."),
            field="title",
            longest=longest,
        )
    return title
