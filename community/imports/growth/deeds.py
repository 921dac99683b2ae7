"""What happened in one thread of a grown community, as plain values: before it becomes rows."""

from dataclasses import dataclass, field
from datetime import datetime

from community.imports.growth.people import Person
from community.imports.growth.topics import Subject
from community.imports.growth.vocabulary import Words
from community.posts.models import PostStatus


@dataclass(slots=True, kw_only=True)
class Written:
    """A post: who wrote what and when, what became of it, and what was added later."""

    author: Person
    at: datetime
    words: Words
    chinese: bool
    status: str = PostStatus.PUBLISHED
    hidden_at: datetime | None = None
    hidden_by: Person | None = None
    hidden_reason: str | None = None
    edited_at: datetime | None = None
    added: str = ""
    remarks: "list[Written]" = field(default_factory=list)
    id: int = 0

    @property
    def is_visible(self) -> bool:
        return self.status == PostStatus.PUBLISHED

    @property
    def now_says(self) -> Words:
        return self.words.and_then(self.added) if self.edited_at else self.words


@dataclass(slots=True, kw_only=True)
class Opinion:
    """A rating of an answer."""

    rater: Person
    stars: int
    at: datetime


@dataclass(slots=True, kw_only=True)
class Reply(Written):
    """An answer, with its ratings and its acceptance."""

    by_staff: bool = False
    ratings: list[Opinion] = field(default_factory=list)
    accepted_at: datetime | None = None
    accepted_by: Person | None = None

    @property
    def distribution(self) -> list[int]:
        counts = [0] * 5
        for rating in self.ratings:
            counts[rating.stars - 1] += 1
        return counts


@dataclass(slots=True, kw_only=True)
class Thread(Written):
    """A question with all beneath it."""

    title: str
    subjects: tuple[Subject, ...]
    replies: list[Reply] = field(default_factory=list)
    followers: list[tuple[Person, datetime]] = field(default_factory=list)
    sufferers: list[tuple[Person, datetime]] = field(default_factory=list)
    closed_at: datetime | None = None
    close_reason: str | None = None
    closed_by: Person | None = None
    lifted_at: datetime | None = None  # when the staff took it on
    lifted_for: str = ""
    answered_by: str | None = None  # once solved: the rung that is credited
    solved_at: datetime | None = None

    @property
    def shown_replies(self) -> list[Reply]:
        return [reply for reply in self.replies if reply.is_visible]
