"""Which level a member's record reaches, keeps or loses; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

GRACE: Final = timedelta(days=14)
KEPT_FROM: Final = 0.9  # of a bar: a level once reached is kept down to here


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRecord:
    """What levels look at.

    Good posts were accepted or rated four stars and more; bad ones two and less, or were removed.
    Ratings count once they are a day old.
    """

    good_posts: int = 0
    bad_posts: int = 0
    good_care: int = 0  # edits approved and flags upheld
    bad_care: int = 0
    active_days: int = 0  # with a post, of the last hundred


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a level asks for. Shares are of good ones, as `share` reckons them."""

    good_posts: int = 0
    post_share: float = 0.0
    care_share: float = 0.0
    active_days: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """The level that a member has, and since when its bar has been missed."""

    level: int | None
    below_since: datetime | None = None


class Measure(StrEnum):
    """What a bar may ask for."""

    GOOD_POSTS = "good-posts"
    POST_SHARE = "post-share"
    CARE_SHARE = "care-share"
    ACTIVE_DAYS = "active-days"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a bar asks for: what a record has of it, and what is wanted."""

    measure: Measure
    have: float
    want: float

    @property
    def done(self) -> float:
        """How far it is reached, 0 to 1."""
        return min(1.0, self.have / self.want)


@dataclass(frozen=True, slots=True)
class Missing:
    """How much is missing to a bar, each in things to do."""

    good_posts: int
    care: int
    active_days: int

    @property
    def nothing(self) -> bool:
        return not (self.good_posts or self.care or self.active_days)


def share(good: int, bad: int) -> float:
    """The share of good ones, drawn towards one half while there are few: (good + 2) / (good + bad + 4)."""
    return (good + 2) / (good + bad + 4)


def meets(record: LevelRecord, bar: Bar, part: float = 1.0) -> bool:
    """Whether a record reaches `part` of a bar."""
    return (
        record.good_posts >= bar.good_posts * part
        and share(record.good_posts, record.bad_posts) >= bar.post_share * part
        and share(record.good_care, record.bad_care) >= bar.care_share * part
        and record.active_days >= bar.active_days * part
    )


def parts(record: LevelRecord, bar: Bar) -> tuple[Part, ...]:
    """What a bar asks for, part by part; nothing for a bar that asks for nothing."""
    every = (
        Part(Measure.GOOD_POSTS, record.good_posts, bar.good_posts),
        Part(Measure.POST_SHARE, share(record.good_posts, record.bad_posts), bar.post_share),
        Part(Measure.CARE_SHARE, share(record.good_care, record.bad_care), bar.care_share),
        Part(Measure.ACTIVE_DAYS, record.active_days, bar.active_days),
    )
    return tuple(part for part in every if part.want)


def progress(record: LevelRecord, bar: Bar) -> float:
    """How far a record is on its way to a bar, 0 to 1; full only where the bar is met."""
    asked = parts(record, bar)
    return sum(part.done for part in asked) / len(asked) if asked else 1.0


def kept_bar(bar: Bar) -> Bar:
    """What is enough to keep a level whose bar this is: nine tenths, in whole posts and days."""
    return Bar(
        good_posts=ceil(bar.good_posts * KEPT_FROM - 1e-9),
        post_share=bar.post_share * KEPT_FROM,
        care_share=bar.care_share * KEPT_FROM,
        active_days=ceil(bar.active_days * KEPT_FROM - 1e-9),
    )


def short_of(level: int, record: LevelRecord, bars: Sequence[Bar]) -> Bar | None:
    """The bar at which a record falls short of keeping `level`: the lowest one; None where it is kept."""
    kept = earned(record, bars, KEPT_FROM)
    return kept_bar(bars[kept + 1]) if kept < level else None


def lacking(record: LevelRecord, bar: Bar) -> Measure | None:
    """The first part of a bar that a record does not reach."""
    return next((part.measure for part in parts(record, bar) if part.have < part.want), None)


def lost_at(held: Held) -> datetime | None:
    """When a level that is below its bar ends, unless it is reached again before."""
    return held.below_since + GRACE if held.below_since else None


def earned(record: LevelRecord, bars: Sequence[Bar], part: float = 1.0) -> int:
    """The highest level of which this bar and all below it are reached; `bars[0]` is the lowest level's."""
    level = 0
    for bar in bars[1:]:
        if not meets(record, bar, part):
            break
        level += 1
    return level


def next_standing(held: Held, record: LevelRecord, bars: Sequence[Bar], now: datetime) -> Held:
    """The level from now on: up at once, down only after two weeks below nine tenths of the bar."""
    reached = earned(record, bars)
    if held.level is None or reached >= held.level:
        return Held(reached)
    kept = earned(record, bars, KEPT_FROM)
    if kept >= held.level:
        return Held(held.level)
    since = held.below_since or now
    return Held(kept) if now - since >= GRACE else Held(held.level, since)


def missing(record: LevelRecord, bar: Bar) -> Missing:
    """What a member still has to do for a bar, if all of it goes well."""
    posts = max(
        bar.good_posts - record.good_posts, _for_share(record.good_posts, record.bad_posts, bar.post_share), 0
    )
    care = max(_for_share(record.good_care, record.bad_care, bar.care_share), 0)
    return Missing(posts, care, max(bar.active_days - record.active_days, 0))


def _for_share(good: int, bad: int, wanted: float) -> int:
    """How many more good ones bring the share to `wanted` (below 1)."""
    if share(good, bad) >= wanted:
        return 0
    return ceil((wanted * (good + bad + 4) - good - 2) / (1 - wanted) - 1e-9)
