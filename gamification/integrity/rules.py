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


WAITING: Final = frozenset({State.OPEN, State.UNDONE})
FEW_STARS: Final = 3  # a rating below says nothing in favour of the author
SAME_MATTER: Final = 0.5  # share of members that two findings of one kind have in common
CLEARLY_MORE: Final = 1.5  # so many times the evidence brings a dismissed matter back,
AND_AT_LEAST: Final = 5  # and so many pieces more


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
    def weight(self) -> int:
        """How many pieces of evidence there are."""
        return len(self.rating_ids) or len(self.answer_ids)


def same_matter(kind: str, members: Collection[int], other_kind: str, others: Collection[int]) -> bool:
    """Whether two findings speak of one thing: the same kind, and mostly the same members."""
    one, other = set(members), set(others)
    return kind == other_kind and len(one & other) > SAME_MATTER * len(one | other)


def clearly_more(before: int, now: int) -> bool:
    """Whether a matter that a person has dismissed may come before one again."""
    return now >= before + AND_AT_LEAST and now >= before * CLEARLY_MORE
