"""Fitting a correction to decisions, and judging it on decisions it has not seen; pure, in plain Python."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.triage import corrections
from moderation.triage.corrections import WARNS_LOW, Correction
from moderation.triage.linear import sigmoid
from moderation.triage.records import THRESHOLD, Score
from moderation.triage.verdict import EMPTY, HOLD_FROM

DETECTORS = ("spam", "abuse", "quality")
# Of every three decisions, one is kept for judging.
_JUDGED = 85
# With fewer of either kind in either part, a figure would be chance.
FEWEST = 8
_ROUNDS = 12
_STEP = 0.5
# Pulls every weight back to nothing, so that the shipped weights speak where decisions are few.
_FADE = 0.002
# Better means: this much more F1, and not one honest post more held.
GAIN = 0.005


@dataclass(frozen=True, slots=True)
class Decided:
    """A text with what the detector said of it, its features, and whether people found the detector's warning right."""

    text: str
    score: Score
    found: frozenset[int]
    warned: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How a detector did on decided texts; `false_holds` are approved posts that it would hold."""

    f1: float
    precision: float
    recall: float
    false_holds: int
    honest: int
    bad: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What learning would change, on decisions kept back."""

    slug: str
    learnt: int
    before: Figures
    after: Figures
    correction: Correction

    @property
    def better(self) -> bool:
        """Whether it would be put in use without being forced."""
        more = self.after.f1 - self.before.f1
        return more >= GAIN and self.after.false_holds <= self.before.false_holds


def parted(decided: Sequence[Decided]) -> tuple[list[Decided], list[Decided]]:
    """Those to learn from and those to judge by; the same text always falls into the same part."""
    parts: tuple[list[Decided], list[Decided]] = ([], [])
    for each in decided:
        digest = hashlib.sha256(each.text.strip().lower().encode("utf-8", "surrogatepass")).digest()
        parts[digest[1] < _JUDGED].append(each)
    return parts


def enough(decided: Sequence[Decided]) -> bool:
    """Whether there are enough of both kinds."""
    return min(sum(each.warned for each in decided), sum(not each.warned for each in decided)) >= FEWEST


def fit(slug: str, decided: Sequence[Decided], *, made_on: str) -> Correction:
    """Logistic regression on top of the detector's own margin, both kinds of decision weighing alike."""
    towards = -1.0 if slug in WARNS_LOW else 1.0
    weights: dict[int, float] = {}
    bias = 0.0
    bad = max(1, sum(each.warned for each in decided))
    share = {True: len(decided) / (2 * bad), False: len(decided) / (2 * max(1, len(decided) - bad))}
    for turn in range(_ROUNDS):
        step = _STEP / (1 + turn)
        for each in decided:
            length = 1 / math.sqrt(max(1, len(each.found)))
            known = sum(weights.get(bucket, 0.0) for bucket in each.found) * length
            margin = towards * corrections.margin_of(each.score) + known + bias
            error = share[each.warned] * (each.warned - sigmoid(margin))
            bias += 0.1 * step * error
            for bucket in each.found:
                weights[bucket] = weights.get(bucket, 0.0) * (1 - _FADE) + step * error * length
    return corrections.rounded(slug, weights, bias, decisions=len(decided), made_on=made_on)


def _warns(slug: str, score: Score) -> bool:
    return not score.fired if slug in WARNS_LOW else score.value >= THRESHOLD


def _holds(slug: str, score: Score) -> bool:
    return score.value < EMPTY if slug in WARNS_LOW else score.value >= HOLD_FROM[slug]


def figures(slug: str, decided: Sequence[Decided], correction: Correction | None = None) -> Figures:
    """How the detector does, with a correction or without."""
    scores = [correction.applied(each.score, each.found) if correction else each.score for each in decided]
    said = [_warns(slug, score) for score in scores]
    both = sum(yes and each.warned for yes, each in zip(said, decided, strict=True))
    bad = sum(each.warned for each in decided)
    return Figures(
        f1=2 * both / max(1, sum(said) + bad),
        precision=both / max(1, sum(said)),
        recall=both / max(1, bad),
        false_holds=sum(
            _holds(slug, score) and not each.warned for score, each in zip(scores, decided, strict=True)
        ),
        honest=len(decided) - bad,
        bad=bad,
    )


def trial(slug: str, decided: Sequence[Decided], *, made_on: str) -> Trial | None:
    """What learning would change; None where the decisions are too few to say."""
    learn, judge = parted(decided)
    if not (enough(learn) and enough(judge)):
        return None
    made = fit(slug, learn, made_on=made_on)
    return Trial(slug, len(learn), figures(slug, judge), figures(slug, judge, made), made)
