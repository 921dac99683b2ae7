"""What an entry of the catalogue of checks says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from community.kernel.judging import Finding, Verdict
from moderation.quality.bounds import KINDS, Bounds, Setting
from moderation.quality.rules import PostFacts

EVERYTHING: Final = frozenset(KINDS)
LONG: Final = frozenset({"question", "answer"})
QUESTIONS: Final = frozenset({"question"})


class Unit(StrEnum):
    """What the score of a check means."""

    SURENESS = "sureness"  # 0..1, 0.5 where a person should look
    SHARE = "share"  # 0..1 of the text
    COUNT = "count"
    NONE = "none"  # the check decides itself


class Group(StrEnum):
    """What a check looks at."""

    FORM = "form"
    MEANING = "meaning"
    AUTHOR = "author"
    PACE = "pace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: a pure function of the facts that returns a finding or nothing, and how it is explained.

    `bounds` turn its score into a verdict; `presets` names those of presets that differ. `limit` marks a
    check that HUZHU_RATE_LIMITS switches off with the other limits.
    """

    slug: str
    group: Group
    title: str
    about: str
    example: str
    detect: Callable[[PostFacts], Finding | None]
    kinds: frozenset[str] = EVERYTHING
    unit: Unit = Unit.SURENESS
    bounds: Bounds | None = None
    presets: Mapping[str, Bounds] = field(default_factory=dict)
    strongest: Verdict = Verdict.REFUSE
    strongest_known: Verdict = Verdict.REFUSE
    limit: bool = False

    def setting(self, preset: str) -> Setting:
        """How the check works where nobody has changed anything."""
        return Setting(
            bounds=self.presets.get(preset, self.bounds),
            strongest=self.strongest,
            strongest_known=self.strongest_known,
            kinds=self.kinds,
        )

    @property
    def most(self) -> float:
        """The highest bound that makes sense."""
        return 200.0 if self.unit is Unit.COUNT else 1.0
