"""States of known problems, audiences, and when a problem is probably the one that somebody describes; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from community.kernel.text import words

TITLE_LONGEST: Final = 120
TEXT_LONGEST: Final = 5_000
WHY_LONGEST: Final = 300
WHY_SHORTEST: Final = 5
SHARED_WORDS: Final = 2
SHORTEST_WORD: Final = 2


class IncidentState(StrEnum):
    """What is known of a problem."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    WATCHING = "watching"
    RESOLVED = "resolved"


class Audience(StrEnum):
    """Who sees an announcement on the front page; that of a tag stands on the tag's page instead."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    LANGUAGE = "language"
    TAG = "tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an announcement says, to whom, and when; Markdown in one language at least."""

    title: str = ""
    title_zh: str = ""
    text: str = ""
    text_zh: str = ""
    audience: str = Audience.EVERYBODY
    audience_of: str = ""
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a problem is called and touches, in one language at least."""

    title: str = ""
    title_zh: str = ""
    product: str = ""
    tags: Collection[str] = ()
    question_id: int | None = None
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The state from now on, and what there is to say; Markdown in one language at least."""

    state: str
    text: str = ""
    text_zh: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, as far as an audience asks."""

    signed_in: bool
    lang: str
    tag: str = ""


def is_for(audience: str, of: str, reader: Reader) -> bool:
    """Whether an announcement is for this reader in this place."""
    if audience == Audience.TAG:
        return bool(reader.tag) and reader.tag == of
    if reader.tag:
        return False
    if audience == Audience.MEMBERS:
        return reader.signed_in
    return audience == Audience.EVERYBODY or (audience == Audience.LANGUAGE and reader.lang == of)


def matches(
    titles: Collection[str], product: str, tags: Collection[str], *, text: str, asked_tags: Collection[str]
) -> bool:
    """Whether somebody who writes `text` probably has this problem.

    The product is named, a tag of the problem was given and a word is shared, or two words are.
    """
    if product and product.casefold() in text.casefold():
        return True
    said = _said(text)
    shared = max((len(said & _said(title)) for title in titles), default=0)
    near = bool(set(tags) & ({tag.casefold() for tag in asked_tags} | said))
    return shared >= SHARED_WORDS or (near and shared >= 1)


def _said(text: str) -> set[str]:
    return {word for word in words(text) if len(word) >= SHORTEST_WORD}
