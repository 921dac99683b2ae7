"""What every search engine of the site must be able to do, and the plain values it speaks in."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from zlib import crc32

from community.search.rules import Query


class SearchUnavailable(Exception):
    """The index is missing, damaged or being made; pages fall back and a rebuild is due."""


class IndexBusy(Exception):
    """Another writer is at work; the batch is to be tried again later."""


class Kind(StrEnum):
    """What kind of post a document is."""

    QUESTION = "question"
    ANSWER = "answer"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Document:
    """One visible post as the index knows it.

    An answer carries its question's title and tags, so that words of both find it. `states` are words
    after "is:" (solved, unanswered, answered, accepted); the ratings are those of the answer, for a question
    those of its best answer.
    """

    post_id: int
    question_id: int
    kind: Kind
    title: str
    body: str
    created_at: datetime
    tags: tuple[str, ...] = ()
    author: str = ""
    language: str = "en"
    states: frozenset[str] = field(default_factory=frozenset)
    rating_count: int = 0
    rating_total: int = 0  # the sum of the stars

    @property
    def stamp(self) -> int:
        """A checksum of all that is indexed: two documents with one stamp need no writing."""
        parts = (
            self.post_id,
            self.question_id,
            self.kind.value,
            self.title,
            self.body,
            int(self.created_at.timestamp()),
            self.tags,
            self.author,
            self.language,
            sorted(self.states),
            self.rating_count,
            self.rating_total,
        )
        return crc32(repr(parts).encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Hit:
    """One found post, the best of its question."""

    post_id: int
    question_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found; `relaxed` when no post had all the words and those with some are shown.

    With `more`, the best `total` questions were ranked, and others that would stand behind them were not looked at.
    """

    items: tuple[Hit, ...] = ()
    total: int = 0
    relaxed: bool = False
    more: bool = False


Progress = Callable[[int], None]  # told how many documents are done


class SearchBackend(Protocol):
    """A search engine. Reading raises `SearchUnavailable` when the index cannot be read."""

    keeps_removed: bool  # whether its files hold words that were removed until it is made anew

    def update(self, documents: Iterable[Document], threads: Collection[int] = ()) -> None:
        """Write `documents` (new or changed) and forget all other posts of the questions `threads`, as one batch.

        `documents` are taken when no other writer is at work, so they may be read from the database then;
        unchanged ones cost nothing. Raises `IndexBusy` when another writer stays at work.
        """

    def search(self, query: Query, *, offset: int = 0, limit: int = 20) -> Hits:
        """The best post of each question for `query`, best first."""

    def similar(self, text: str, *, limit: int = 5, exclude: int | None = None) -> tuple[Hit, ...]:
        """Questions about the same matter as `text`, without the question `exclude`."""

    def suggest(self, query: Query) -> str | None:
        """`query` with its unknown words replaced by known ones alike, or None when there is nothing better."""

    def stamps(self) -> dict[int, int]:
        """The stamp of every document by post id."""

    def count(self) -> int:
        """How many documents there are."""

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the index anew from `documents` while the old one still answers; how many were written."""

    def healthy(self) -> bool:
        """Whether the index is there and can be read."""
