"""What a dump says, in this project's words: plain values, before anything touches the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PostKind(StrEnum):
    """The kinds of post in a dump that mean something here."""

    QUESTION = "question"
    ANSWER = "answer"
    TAG_EXCERPT = "tag_excerpt"
    TAG_WIKI = "tag_wiki"
    OTHER = "other"


class LinkKind(StrEnum):
    """How one question points to another."""

    RELATED = "related"
    DUPLICATE = "duplicate"


class VoteKind(StrEnum):
    """What a vote of the dump becomes."""

    STARS = "stars"
    ACCEPTANCE = "acceptance"
    FAVOURITE = "favourite"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something: a member of the dump, or only a name, or nobody any more."""

    member: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class DumpMember:
    """A person of the dump, or its Community robot (number -1)."""

    number: int
    name: str
    joined_at: datetime
    about_html: str
    location: str
    website: str
    reputation: int


@dataclass(frozen=True, slots=True)
class DumpPost:
    """A question, an answer, or one of the two texts about a tag."""

    number: int
    kind: PostKind
    author: Author
    body_html: str
    created_at: datetime
    edited_at: datetime | None
    active_at: datetime
    score: int
    licence: str
    title: str
    tags: tuple[str, ...]
    question: int | None
    accepted_answer: int | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DumpComment:
    """A remark under a question or an answer; its text is Markdown."""

    number: int
    post: int
    author: Author
    text: str
    created_at: datetime
    score: int
    licence: str


@dataclass(frozen=True, slots=True)
class DumpTag:
    """A topic, and which posts of the dump describe it."""

    name: str
    excerpt: int | None
    wiki: int | None


@dataclass(frozen=True, slots=True)
class DumpVote:
    """A vote; `stars` only for votes up and down, `member` only for favourites."""

    number: int
    post: int
    kind: VoteKind
    stars: int | None
    member: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DumpLink:
    """One question that points to another."""

    number: int
    source: int
    target: int
    kind: LinkKind
    created_at: datetime


class Deed(StrEnum):
    """What one line of a post's history tells: a part of its text as it then was, or its closing."""

    TITLE = "title"
    BODY = "body"
    TAGS = "tags"
    CLOSING = "closing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a post's history; lines of one edit share their `guid`."""

    number: int
    post: int
    deed: Deed
    rollback: bool
    guid: str
    author: Author
    created_at: datetime
    text: str
    tags: tuple[str, ...]
    comment: str

    @property
    def is_edit(self) -> bool:
        return self.deed in {Deed.TITLE, Deed.BODY, Deed.TAGS}


@dataclass(frozen=True, slots=True)
class DumpRevision:
    """All that one edit changed; a part that the edit left alone is None."""

    number: int
    post: int
    author: Author
    created_at: datetime
    title: str | None
    body: str | None
    tags: tuple[str, ...] | None
    comment: str
    rollback: bool
