"""What a check may look at, and how findings become one verdict."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from community.kernel.judging import Finding, Judgement, Mask, Verdict
from moderation.lists.rules import ListAction
from moderation.quality.bounds import SEVERITY
from moderation.triage.records import Score

_CODE = re.compile(
    r"^(```|~~~).*?(?:^\1|\Z)|^(?: {4}|\t)[^\n]*$|`[^`\n]+`|\$\$.{1,2000}?\$\$|\$[^$\n]{1,400}\$",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\]]{0,500}\]\([^)\s]{0,2000}\)")
_WORD = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Alike:
    """An older post that says nearly the same; `likeness` 0..1."""

    post_id: int
    question_id: int
    title: str
    likeness: float
    same_author: bool
    minutes_ago: float
    author_id: int | None = None
    visible: bool = True  # to everyone, and so is its thread
    as_spam: bool = False  # a moderator took it away as advertising


@dataclass(frozen=True, slots=True)
class Asked:
    """An older question that may ask the same in other words; `likeness` 0..1."""

    question_id: int
    title: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast posts come: from this member, from new members at this address, and of this very text."""

    fresh: bool = False  # the member has hardly a post that is older than a day
    in_ten_minutes: int = 0  # of this member
    at_address: int = 0  # of other new members, within an hour
    same_text: int = 0  # other members who sent it within a day, where everyone sees it
    same_unseen: int = 0  # all who sent it, if some of it is not for everyone to see; never what is private
    waiting: int = 0  # posts of this member that wait for a look
    seconds: float | None = None  # from opening the form to sending it, where it is known


@dataclass(frozen=True, kw_only=True)
class PostFacts:
    """One text on its way in, with what the checks need to know about it and its author."""

    kind: str
    title: str
    body: str
    lang: str
    newcomer: bool
    trusted: bool
    level: int = 0
    scores: Mapping[str, Score] = field(default_factory=dict)
    private_kinds: tuple[str, ...] = ()
    private_quotes: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    asked: tuple[Asked, ...] = ()
    pace: Pace = Pace()
    listed: tuple[tuple[str, ListAction], ...] = ()
    most_links: int = 2
    kept: tuple[Finding, ...] = ()  # of a post that was judged before: what was found then

    @cached_property
    def prose(self) -> str:
        """The body without code."""
        return _CODE.sub(" ", self.body)

    @cached_property
    def has_code(self) -> bool:
        return _CODE.search(self.body) is not None

    @cached_property
    def links(self) -> list[str]:
        """Addresses in the prose; pictures are none."""
        return _LINK.findall(_PICTURE.sub(" ", self.prose))

    @cached_property
    def words(self) -> list[str]:
        """Words of the prose without links; a Chinese character counts as one."""
        return _WORD.findall(_LINK.sub(" ", self.prose))

    def score(self, detector: str) -> Score:
        return self.scores.get(detector, Score(0.0))


def seen(
    check: str,
    score: float,
    message: str,
    hint: str = "",
    *,
    where: str = "body",
    evidence: tuple[str, ...] = (),
    params: Mapping[str, object] | None = None,
) -> Finding:
    """What a check saw, and how strongly; the site's setting of the check makes the verdict of it."""
    return Finding(check, Verdict.PUBLISH, message, hint, where, evidence, params or {}, round(score, 3))


def judgement(findings: Iterable[Finding], *, trusted: bool, masks: Iterable[Mask] = ()) -> Judgement:
    """The strictest verdict of all findings; trusted authors are told, and published. `masks` cover in any case."""
    found = tuple(findings)
    strictest = max((finding.verdict for finding in found), key=SEVERITY.__getitem__, default=Verdict.PUBLISH)
    return Judgement(Verdict.PUBLISH if trusted else strictest, found, tuple(masks))
