"""The plain values that detectors read and what they say, and when one finding is another again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    """What a finding says was done."""

    RING = "ring"
    RECIPROCITY = "reciprocity"
    LIMIT = "mutual-limit"  # the ledger holds what goes between these two, whatever the reason
    BURST = "burst"
    NEW_ACCOUNTS = "new-accounts"
    COPIED = "copied-answers"


class State(StrEnum):
    """Where a finding stands. `undone`: a decision was taken back, and it waits for one again."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    UNDONE = "undone"


class Decision(StrEnum):
    """What a person may decide about a finding."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    UNDO = "undo"


class Act(StrEnum):
    """What the journal of a finding tells of."""

    FOUND = "found"
    GREW = "grew"
    HELD = "held"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    RELEASED = "released"
    UNDONE = "undone"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Bars:
    """How much there must be before a detector says anything; the numbers that a site may tune."""

    ring: int = 8  # ratings within a group
    pair: int = 3  # ratings each way between two members
    burst: int = 6  # ratings for one author within an hour
    accounts: int = 3  # new accounts round one author
    words: int = 40  # runs of words of a copied answer


DECIDED: Final = {Decision.CONFIRM: State.CONFIRMED, Decision.DISMISS: State.DISMISSED}
PAIRS: Final = (Kind.RECIPROCITY, Kind.LIMIT)
LONGEST_REASON: Final = 500
WAITING: Final = frozenset({State.OPEN, State.UNDONE})
FEW_STARS: Final = 3  # a rating below says nothing in favour of the author
SAME_MATTER: Final = 0.5  # share of members that two findings of one kind have in common
CLEARLY_MORE: Final = 1.5  # so many times the evidence brings a dismissed matter back,
AND_AT_LEAST: Final = 3  # and so many pieces more


@dataclass(frozen=True, slots=True)
class Given:
    """A rating that stands, as detectors read it. `topics` are the tags of its question.

    `own_question`: the rater asked it, and so had reason to rate what was answered. An imported rating has no
    rater: 0 stands for nobody in particular.
    """

    rating_id: int
    rater_id: int
    author_id: int
    answer_id: int
    stars: int
    at: datetime
    topics: tuple[int, ...] = ()
    own_question: bool = False
    language: int = 0  # a number for the language of the answer, 0 where it is all one

    @property
    def favours(self) -> bool:
        return self.stars >= FEW_STARS


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """What a detector saw, before anyone has looked.

    `raters` gave the ratings in question; `rating_ids` and `answer_ids` name what is held. `seen` and `expected`
    are counts of one thing: what happened, and what chance would have brought. `score` is the natural logarithm
    of the odds against chance, after allowing for how many groups were looked at.
    """

    kind: Kind
    members: frozenset[int]
    raters: frozenset[int]
    score: float
    seen: int
    expected: float
    rating_ids: tuple[int, ...] = ()
    answer_ids: tuple[int, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pieces(self) -> frozenset[int]:
        """The pieces of evidence, by their ids."""
        return frozenset(self.rating_ids or self.answer_ids)


def kin(kind: str) -> tuple[str, ...]:
    """Kinds that speak of one matter: two members at the limit may turn out to be a pair."""
    return PAIRS if kind in PAIRS else (kind,)


def key_of(members: Collection[int]) -> str:
    """Spells a set of members, so that the database can tell it from others."""
    return "-".join(str(each) for each in sorted(members))


def same_members(one: Collection[int], other: Collection[int]) -> bool:
    """Whether two findings of one kind mostly name the same members."""
    return len({*one} & {*other}) > SAME_MATTER * len({*one} | {*other})


def clearly_more(before: int, now: int) -> bool:
    """Whether a matter that a person has dismissed may come before one again."""
    return now >= before + AND_AT_LEAST and now >= before * CLEARLY_MORE
