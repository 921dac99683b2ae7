"""What the gate is asked and what it answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What the gate decides about a new or edited post."""

    PUBLISH = "publish"
    REVIEW = "review"  # publish, and let somebody look afterwards
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw; `evidence` are short quotes or facts, `where` is title, body or tags.

    `message` is a translatable sentence with `params`; `hint` tells how to mend it.
    """

    check: str
    verdict: Verdict
    message: str
    hint: str = ""
    where: str = "body"
    evidence: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mask:
    """A part of a text, from `start` to `end`, that only its author and our staff may read; `kind` says what it is."""

    kind: str
    start: int
    end: int
    where: str = "body"  # or title


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A post on its way in: a question, an answer or a comment, new or edited."""

    kind: str
    body: str
    title: str = ""
    tags: tuple[str, ...] = ()
    lang: str = "en"
    author_id: int | None
    author_role: str = "member"
    published_posts: int = 0  # how many of the author's posts are visible: 0 and 1 mean a newcomer
    post_id: int | None = None  # set when an existing post is edited
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The gate's decision with all its findings, and what must be covered whatever is decided."""

    verdict: Verdict = Verdict.PUBLISH
    findings: tuple[Finding, ...] = ()
    masks: tuple[Mask, ...] = ()

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(finding.check for finding in self.findings)
