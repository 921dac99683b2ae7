"""What of a staff reply does not belong into a public thread, and the text without it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import exists, select

from community.comments.models import Comment
from community.kernel import masks
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.lengths import one_line
from community.kernel.text import detect_language
from community.kernel.words import N_
from community.posts import vault
from community.posts.models import Post
from community.questions import queries as questions
from community.routing import queries as routing
from moderation.escalation.models import Case
from moderation.triage import pii

TELLING: Final = 4  # so many characters of something private are no accident
LONGEST_REASON: Final = 300


class Choice(StrEnum):
    """What becomes of private data in a reply."""

    ASK = ""  # tell what was found, and send nothing
    MASK = "mask"  # leave it out
    LETTER = "letter"  # send the whole to the asker alone
    KEEP = "keep"  # it is not private after all: send it as it is, with a reason


@dataclass(frozen=True, slots=True)
class Privacy:
    """What staff decided; `seen` is the fingerprint of the findings that they saw, where a page showed them."""

    choice: Choice = Choice.ASK
    reason: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text that is private; `kind` is one of `masks.KINDS`."""

    kind: str
    start: int
    end: int


class PrivateFound(Invalid):
    """The reply holds private data and nobody has said what to do about it; nothing was sent."""

    slug = "private-data-found"

    def __init__(self, text: str, parts: Sequence[Part]) -> None:
        super().__init__(
            N_("There is private data in this, and the thread is public. Choose what to do with it."),
            field="body",
        )
        self.text, self.parts = text, tuple(parts)

    @property
    def without(self) -> str:
        """How the reply reads when it is left out."""
        return without(self.text, self.parts)

    @property
    def fingerprint(self) -> str:
        """What the parts are, so that a decision is about these and no others."""
        return fingerprint(self.text, self.parts)

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The reply in pieces, each with its kind; "" for what is not private."""
        return pieces(self.text, self.parts)

    @property
    def told(self) -> dict[str, object]:
        """The findings for programs, and how the reply reads without them."""
        found = [
            {
                "kind": each.kind,
                "start": each.start,
                "end": each.end,
                "text": self.text[each.start : each.end],
            }
            for each in self.parts
        ]
        return {"private": found, "preview": self.without}


def private_in(text: str, case: Case) -> list[Part]:
    """Private data in a text: what looks like it, and what is known as such from this very matter."""
    found = [Part(each.kind, each.start, each.end) for each in pii.find(text)]
    for kind, original in _known(case):
        for start, end in masks.places(text, original):
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Part(kind, start, end))
    return sorted(found, key=lambda each: each.start)


def _known(case: Case) -> Iterator[tuple[str, str]]:
    """What is covered in the thread, and what its askers told in private; whose question was merged is one of them."""
    asked = (case.question_id, *questions.merged_here(case.question_id))
    thread = Post.__table__.alias("thread")
    of_asker = exists().where(thread.c.id == Comment.question_id, thread.c.author_id == Comment.author_id)
    remarks = db.session.scalars(
        select(Comment.id).where(Comment.question_id.in_(asked), of_asker).order_by(Comment.id)
    ).all()
    for post_id in (*asked, *remarks):
        for each in vault.hidden_in(post_id):
            if each.kind != masks.LISTED and len(each.original) >= TELLING:
                yield each.kind, each.original
    for words in routing.private_words(asked):
        for span in pii.find(words):
            if span.end - span.start >= TELLING:
                yield span.kind, words[span.start : span.end]


def without(text: str, parts: Iterable[Part]) -> str:
    """The text with a word for its kind, in the language of the text, in place of each private part."""
    chinese = detect_language(text).startswith("zh")
    told, end = [], 0
    for part in parts:
        words = masks.KINDS.get(part.kind, masks.KINDS[masks.WORDS])
        told += [text[end : part.start], f"（{words.zh}略）" if chinese else f"[{words.en} left out]"]
        end = part.end
    return "".join([*told, text[end:]])


def pieces(text: str, parts: Iterable[Part]) -> list[tuple[str, str]]:
    """The text cut at its private parts."""
    cut, end = [], 0
    for part in parts:
        cut += [(text[end : part.start], ""), (text[part.start : part.end], part.kind)]
        end = part.end
    return [each for each in (*cut, (text[end:], "")) if each[0]]


def fingerprint(text: str, parts: Iterable[Part]) -> str:
    """A short mark of what the private parts say."""
    quotes = sorted({text[each.start : each.end] for each in parts})
    return hashlib.sha256("\0".join(quotes).encode()).hexdigest()[:16]


def checked_reason(reason: str) -> str:
    """Why something that looks private is none. Raises Invalid."""
    reason = one_line(reason, LONGEST_REASON, "reason")
    if not reason:
        raise Invalid(N_("Say why this is not private; the log keeps it."), field="reason")
    return reason
