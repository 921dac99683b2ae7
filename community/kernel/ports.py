"""Questions that lower packages ask upwards; each has a harmless answer until someone fills it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from flask import current_app


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
    """The gate's decision with all its findings."""

    verdict: Verdict = Verdict.PUBLISH
    findings: tuple[Finding, ...] = ()

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(finding.check for finding in self.findings)


class PublicationGate(Protocol):
    """Decides whether a post may be seen."""

    def judge(self, submission: Submission) -> Judgement: ...


class OpenGate:
    """The default: everything is published."""

    def judge(self, submission: Submission) -> Judgement:
        return Judgement()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a member's help has brought them. Levels: 0 newcomer … 4 steward."""

    points: int = 0
    level: int = 1
    level_slug: str = "participant"
    privileges: frozenset[str] = frozenset()
    badges: Mapping[str, int] = field(default_factory=dict)  # tier -> number of awards
    featured: tuple[str, ...] = ()  # badge slugs shown beside the name


class StandingDirectory(Protocol):
    """Knows the standing of members."""

    def standings_of(self, member_ids: Collection[int]) -> Mapping[int, Standing]: ...


class EveryoneAlike:
    """The default: everyone is a participant without points."""

    def standings_of(self, member_ids: Collection[int]) -> Mapping[int, Standing]:
        return dict.fromkeys(member_ids, Standing())


@dataclass
class Ports:
    """The ports of one application, filled by `app.py`."""

    gate: PublicationGate = field(default_factory=OpenGate)
    standing: StandingDirectory = field(default_factory=EveryoneAlike)


def ports() -> Ports:
    """The ports of the running application."""
    found: Ports = current_app.extensions["huzhu_ports"]
    return found


def standing_of(member_id: int | None) -> Standing:
    """The standing of one member (nobody: the default)."""
    if member_id is None:
        return Standing()
    return ports().standing.standings_of([member_id]).get(member_id, Standing())
