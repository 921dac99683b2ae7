"""What a campaign is made of, in which state it is, and what cannot be asked of one; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Orientation(StrEnum):
    """What a campaign is after: good texts, good company, or one product."""

    CONTENT = "content"
    COMMUNITY = "community"
    PRODUCT = "product"


class Metric(StrEnum):
    """A deed that a campaign may count; each is read in `deeds` and has its sentence in the catalogue."""

    ACCEPTED = "accepted"
    STARS = "stars"  # four stars count once, five twice
    PEOPLE_HELPED = "people-helped"
    FIRST_ANSWERS = "first-answers"
    QUICK_ANSWERS = "quick-answers"
    EDITS = "edits"
    FLAGS = "flags"
    QUESTIONS = "questions"
    THANKS = "thanks"


class Ties(StrEnum):
    """What equal scores mean: one rank for all, or the earlier day first."""

    SHARED = "shared"
    EARLIER = "earlier"


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    ENDED = "ended"  # over, but not frozen yet
    FROZEN = "frozen"
    CANCELLED = "cancelled"


class MayEdit(StrEnum):
    """How much of a campaign may still be changed."""

    ALL = "all"
    TEXTS = "texts"  # and a later end
    NOTHING = "nothing"


WEIGHT_MOST: Final = 100
CAP_MOST: Final = 100_000
BUDGET_MOST: Final = 1_000_000_000
RATE_MOST: Final = 10_000
TITLE_LONGEST: Final = 80
TEXT_LONGEST: Final = 3_000
UNIT_LONGEST: Final = 30
PRODUCT_LONGEST: Final = 60
TAGS_MOST: Final = 10
SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=400)
LATEST_START_BEFORE_NOW: Final = timedelta(days=7)  # longer ago nobody could know of the rules
LATEST_START_AFTER_NOW: Final = timedelta(days=731)
PREVIEW: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that somebody decides when they make a campaign."""

    slug: str = ""
    orientation: str = Orientation.COMMUNITY
    title: str = ""
    title_zh: str = ""
    text: str = ""
    text_zh: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    lang: str = ""
    product: str = ""
    starts_at: datetime
    ends_at: datetime
    daily_cap: int = 60
    pair_cap: int = 30
    ties: str = Ties.SHARED
    budget: int = 0
    unit: str = ""
    unit_zh: str = ""
    rate: int = 1
    band: int = 50


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments of a campaign that decide on its state."""

    starts_at: datetime
    ends_at: datetime
    published_at: datetime | None = None
    cancelled_at: datetime | None = None
    frozen_at: datetime | None = None


def state(moments: Moments, now: datetime) -> State:
    """The state at this moment. Frozen is for ever; cancelled, too."""
    if moments.frozen_at is not None:
        return State.FROZEN
    if moments.cancelled_at is not None:
        return State.CANCELLED
    if moments.published_at is None:
        return State.DRAFT
    if now < moments.starts_at:
        return State.SCHEDULED
    return State.RUNNING if now < moments.ends_at else State.ENDED


def may_edit(state: State) -> MayEdit:
    """What may be changed in a state: all until it begins, texts and a later end while it runs."""
    if state in {State.DRAFT, State.SCHEDULED}:
        return MayEdit.ALL
    return MayEdit.TEXTS if state is State.RUNNING else MayEdit.NOTHING


def freezes_at(ends_at: datetime, mature: timedelta) -> datetime:
    """When the standing is final: once the last rating has ripened."""
    return ends_at + mature
