"""What a badge is, and which ones a record has earned; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from gamification.badges.metrics import Metric
from gamification.badges.windows import Window


class Tier(StrEnum):
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class Family(StrEnum):
    """What a badge is about; gives its hue."""

    FIRST = "first"
    ASKING = "asking"
    ANSWERING = "answering"
    QUALITY = "quality"
    SPEED = "speed"
    CARE = "care"
    CURATION = "curation"
    TAGS = "tags"
    STREAKS = "streaks"
    CHANNELS = "channels"
    CAMPAIGNS = "campaigns"
    ANNIVERSARIES = "anniversaries"
    SECRET = "secret"  # noqa: S105 - a family of badges, no password


@dataclass(frozen=True, slots=True)
class Gate:
    """The quality that a badge for volume asks for besides: a mean of stars over enough ratings."""

    mean: float = 4.0
    ratings: int = 10


@dataclass(frozen=True, slots=True)
class Scope:
    """What a badge is confined to: the threads of a tag, posts in a language, or both."""

    tag: str = ""
    lang: str = ""


EVERYWHERE: Final = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """One kind of badge.

    A `repeatable` badge is earned anew at each multiple of its threshold, or, with a window, once in each
    window; a `revocable` one is taken back when it is no longer true; a `secret` one is shown only to those
    who have it. One that `expires_after` days lapses and can be earned again by what happened since. Only
    what lies inside `window` and `scope` counts, the stars of the gate included. A `glyph` has whoever made
    the badge on this site: it is drawn from it, while those of the catalogue have pictures of their own.
    """

    slug: str
    title: str
    blurb: str
    tier: Tier
    family: Family
    metric: Metric
    threshold: int
    window: Window | None = None
    scope: Scope = EVERYWHERE
    gate: Gate | None = None
    repeatable: bool = False
    expires_after: int | None = None
    revocable: bool = False
    secret: bool = False
    glyph: str = ""

    @property
    def is_particular(self) -> bool:
        """Whether it counts only a part of what a member did, so that it needs a count of its own."""
        return self.window is not None or self.scope != EVERYWHERE

    @property
    def comes_again(self) -> bool:
        return self.repeatable or self.expires_after is not None


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """What is counted about one member; `mean` and `ratings` are the stars that others gave.

    A gated badge counts answers, so the stars are there wherever its metric is.
    """

    counts: Mapping[Metric, int] = field(default_factory=dict)
    mean: float = 0.0
    ratings: int = 0

    def count(self, metric: Metric) -> int:
        return self.counts.get(metric, 0)


@dataclass(frozen=True, slots=True)
class Holding:
    """How often a member was given a badge, when last, until when, and whether that one still counts."""

    times: int
    last_at: datetime
    live: bool = True
    until: datetime | None = None


def passes_gate(badge: Badge, record: MemberRecord) -> bool:
    return badge.gate is None or (record.mean >= badge.gate.mean and record.ratings >= badge.gate.ratings)


def times_earned(badge: Badge, record: MemberRecord) -> int:
    """How many times a record earns a badge: 0, 1, or more for one that repeats at each multiple.

    `record` is what the badge looks at: all of a member's, or what lies inside its window and scope.
    """
    if not passes_gate(badge, record):
        return 0
    times = record.count(badge.metric) // badge.threshold
    return times if badge.repeatable and badge.window is None else min(times, 1)


def due(badge: Badge, times: int, held: Holding | None, now: datetime) -> Sequence[int]:
    """The numbers of the awards to give to somebody who has earned a badge `times` times.

    With a window, a badge that comes again is due once all that counts is newer than the last award:
    nothing is rewarded twice.
    """
    if held is None or badge.window is None:
        return range((held.times if held else 0) + 1, times + 1)
    return (held.times + 1,) if times and is_open(badge, held, now) else ()


def untrue(badge: Badge, times: int, held: Holding | None) -> Sequence[int]:
    """The numbers of the awards to take back, since they are no longer earned; revocable badges have any."""
    if not badge.revocable or held is None or not held.live:
        return ()
    if badge.window is None:
        return range(times + 1, held.times + 1)
    return () if times else (held.times,)


def is_open(badge: Badge, held: Holding | None, now: datetime) -> bool:
    """Whether another award may be due, whatever was done; an award that may go is another question."""
    if held is None:
        return True
    if badge.window is None:
        return badge.repeatable
    over = held.live and not badge.repeatable
    return badge.comes_again and not over and held.last_at < badge.window.bounds(now)[0]


def progress(badge: Badge, record: MemberRecord) -> tuple[int, int]:
    """How far a record is on its way to a badge: (now, needed). A missed gate keeps it one short."""
    now = max(0, min(record.count(badge.metric), badge.threshold))
    if now == badge.threshold and not times_earned(badge, record):
        now -= 1
    return now, badge.threshold


def one_in(holders: int, everyone: int) -> int | None:
    """Rarity as people say it: one in so many members; None while nobody has it."""
    return max(1, round(max(everyone, holders) / holders)) if holders > 0 else None
