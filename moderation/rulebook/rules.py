"""How sure one can be of a rule, and which threshold its verdicts speak for; pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Z: Final = 1.96  # 95 % of the time the share lies within
LOST_WEIGHS: Final = 3.0  # one right case lost is as bad as so many wrong ones kept
LEAST_SPARED: Final = 2
HIGHEST: Final = 0.95
LOWEST: Final = 0.2
SURE_OF: Final = 0.85  # from this lower end of the precision on, a rule may look further
STEP: Final = 0.05


class Judged(StrEnum):
    """What staff say of an escalation."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of a rule's cases staff found right, among those that they judged."""

    right: int = 0
    wrong: int = 0
    raised: int = 0

    @property
    def judged(self) -> int:
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """The share that was right; None while nobody has said anything."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 19 times out of 20."""
        return wilson(self.right, self.judged)


def wilson(good: int, total: int) -> tuple[float, float]:
    """The interval of a share by Wilson: honest where there are few, and never outside 0..1."""
    if not total:
        return 0.0, 1.0
    share, square = good / total, Z * Z / total
    middle = (share + square / 2) / (1 + square)
    half = Z * math.sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What staff said of a case that a rule raised with a score."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another threshold, and what it would have done to the judged cases.

    A higher one would have spared `spared` of the wrong and lost `lost` of the right ones; a lower one would have
    raised `unknown` more, of which nobody can say whether rightly.
    """

    before: float
    proposed: float
    spared: int
    wrong: int
    lost: int
    right: int
    unknown: int = 0

    @property
    def verdicts(self) -> int:
        return self.wrong + self.right


def proposal(
    bound: float, verdicts: Sequence[Verdict], *, least: int, missed: Iterable[float] = ()
) -> Proposal | None:
    """The next threshold that the verdicts speak for; None while they are too few or speak for the present one.

    Only scores from `bound` on count: others were raised under another threshold. `missed` are the scores of what
    was not raised.
    """
    counted = [each for each in verdicts if each.score >= bound]
    right = sorted(each.score for each in counted if each.right)
    wrong = sorted(each.score for each in counted if not each.right)
    if len(counted) < least:
        return None
    best: tuple[float, float] | None = None
    for place in _between(bound, counted):
        spared, lost = _below(wrong, place), _below(right, place)
        gain = spared - LOST_WEIGHS * lost
        if spared >= LEAST_SPARED and gain > 0 and (best is None or gain > best[0]):
            best = (gain, place)
    if best is not None:
        place = best[1]
        return Proposal(
            before=bound,
            proposed=place,
            spared=_below(wrong, place),
            wrong=len(wrong),
            lost=_below(right, place),
            right=len(right),
        )
    return _lower(bound, right, wrong, missed)


def _between(bound: float, verdicts: Sequence[Verdict]) -> list[float]:
    """Thresholds worth trying: two places after the point, above the present one, up to the highest score seen."""
    top = min(HIGHEST, max(each.score for each in verdicts))
    first = math.floor(bound * 100) + 1
    return [hundredth / 100 for hundredth in range(first, math.floor(top * 100 + 1e-9) + 1)]


def _below(scores: Sequence[float], place: float) -> int:
    return sum(score < place for score in scores)


def _lower(bound: float, right: list[float], wrong: list[float], missed: Iterable[float]) -> Proposal | None:
    """Where nearly all was right, one step down: what that brings, nobody knows yet."""
    place = round(bound - STEP, 2)
    unknown = sum(place <= score < bound for score in missed)
    if place < LOWEST or not unknown or wilson(len(right), len(right) + len(wrong))[0] < SURE_OF:
        return None
    return Proposal(
        before=bound,
        proposed=place,
        spared=0,
        wrong=len(wrong),
        lost=0,
        right=len(right),
        unknown=unknown,
    )
