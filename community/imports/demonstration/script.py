"""The demonstration as plain values: who is there, what is talked about, and every deed in order of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class ContentError(Exception):
    """A content file cannot be used; the message names the file and the place in it."""


class Verb(StrEnum):
    """What a deed does."""

    JOIN = "join"
    ASK = "ask"
    ANSWER = "answer"
    COMMENT = "comment"
    RATE = "rate"
    ACCEPT = "accept"
    HAVE_TOO = "have-too"
    EDIT = "edit"
    SUGGEST = "suggest"
    DECIDE_SUGGESTION = "decide-suggestion"
    CLOSE = "close"
    REOPEN = "reopen"
    NEEDS_INFO = "needs-info"
    DUPLICATE = "duplicate"
    THANK = "thank"
    FLAG = "flag"
    APPROVE = "approve"
    REFUSE = "refuse"
    ASK_STAFF = "ask-staff"
    CASE_CLAIM = "case-claim"
    CASE_NOTE = "case-note"
    CASE_REPLY = "case-reply"
    CASE_WAIT = "case-wait"
    CASE_RESOLVE = "case-resolve"
    CASE_RETURN = "case-return"
    SANCTION = "sanction"
    CONDUCT_NOTE = "conduct-note"
    APPEAL = "appeal"
    APPEAL_ASK = "appeal-ask"
    APPEAL_ANSWER = "appeal-answer"
    APPEAL_DECIDE = "appeal-decide"
    RECOMMEND = "recommend"
    ARTICLE = "article"
    DRAFT = "draft"
    LOOK_AT_CLOCK = "look-at-clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member. `joined` is before zero: a span back from the moment of filling."""

    name: str
    mail: str
    shown: str
    role: str
    language: str
    joined: timedelta
    bio: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A tag with its other names and its texts in both languages."""

    name: str
    label_zh: str
    synonyms: tuple[str, ...]
    excerpt: str
    excerpt_zh: str
    wiki: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """A staff answer kept for reuse, in both languages."""

    slug: str
    title_en: str
    title_zh: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """News from `at` on; `until` is how far from now it ends.

    A problem (`incident`) that is over closes with what `done_en` and `done_zh` say; other news (`news`) is for
    everybody, for members or for a tag, and a draft while `at` lies ahead.
    """

    slug: str
    kind: str
    audience: str
    by: str
    at: timedelta
    until: timedelta
    en: str
    zh: str
    done_en: str
    done_zh: str
    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that someone does at a moment (a span back from now) to a target.

    A target is a thread's key, or below it an answer (`key/a1`) or a comment (`key/c1`, `key/a1/c2`).
    """

    moment: timedelta
    actor: str
    verb: Verb
    target: str
    words: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    stars: int = 0

    @property
    def thread(self) -> str:
        """The key of the thread that the target belongs to."""
        return self.target.split("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Everything, deeds sorted by moment."""

    people: tuple[Person, ...]
    subjects: tuple[Subject, ...]
    canned: tuple[Canned, ...]
    announcements: tuple[Announcement, ...]
    deeds: tuple[Deed, ...]
    expectations: Mapping[str, str]  # thread key -> held or review, where the gate should act
