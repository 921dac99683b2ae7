"""What a check may look at, and how findings become one verdict."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from community.kernel.judging import Finding, Judgement, Mask, Verdict
from moderation.triage.records import Score

SEVERITY = {Verdict.PUBLISH: 0, Verdict.REVIEW: 1, Verdict.HOLD: 2, Verdict.REFUSE: 3}
_CODE = re.compile(
    r"^(```|~~~).*?(?:^\1|\Z)|^(?: {4}|\t)[^\n]*$|`[^`\n]+`|\$\$.{1,2000}?\$\$|\$[^$\n]{1,400}\$",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")


class ListAction(StrEnum):
    """What a list does with a text that holds one of its words."""

    BLOCK = "block"
    HOLD = "hold"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Alike:
    """An older post that says nearly the same; `likeness` 0..1."""

    post_id: int
    question_id: int
    title: str
    likeness: float
    same_author: bool
    minutes_ago: float


@dataclass(frozen=True, kw_only=True)
class PostFacts:
    """One text on its way in, with what the checks need to know about it and its author."""

    kind: str
    title: str
    body: str
    lang: str
    newcomer: bool
    trusted: bool
    scores: Mapping[str, Score] = field(default_factory=dict)
    private_kinds: tuple[str, ...] = ()
    private_quotes: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    listed: tuple[tuple[str, ListAction], ...] = ()
    most_links: int = 2

    @cached_property
    def prose(self) -> str:
        """The body without code."""
        return _CODE.sub(" ", self.body)

    @cached_property
    def has_code(self) -> bool:
        return _CODE.search(self.body) is not None

    @cached_property
    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    @cached_property
    def words(self) -> list[str]:
        """Words of the prose without links; a Chinese character counts as one."""
        return _WORD.findall(_LINK.sub(" ", self.prose))

    def score(self, detector: str) -> Score:
        return self.scores.get(detector, Score(0.0))


def judgement(findings: Iterable[Finding], *, trusted: bool, masks: Iterable[Mask] = ()) -> Judgement:
    """The strictest verdict of all findings; trusted authors are told, and published. `masks` cover in any case."""
    found = tuple(findings)
    strictest = max((finding.verdict for finding in found), key=SEVERITY.__getitem__, default=Verdict.PUBLISH)
    return Judgement(Verdict.PUBLISH if trusted else strictest, found, tuple(masks))


def pattern_of(entry: str) -> re.Pattern[str]:
    """A list entry as a pattern: whole words, `*` for letters. Linear time by its form."""
    parts = [re.escape(part) for part in entry.split("*")]
    inner = r"\w{0,30}".join(parts)
    start = r"(?<!\w)" if entry[:1].isascii() and entry[:1].isalnum() else ""
    end = r"(?!\w)" if entry[-1:].isascii() and entry[-1:].isalnum() else ""
    return re.compile(start + inner + end, re.IGNORECASE)
