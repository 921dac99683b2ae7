"""Judging a text in two steps: a linear model weighs words, spelling and form; trees weigh its verdict and the form."""

import math
from dataclasses import dataclass
from functools import cache

from moderation.triage import form, linear, trees
from moderation.triage.linear import LinearModel
from moderation.triage.reading import Reading
from moderation.triage.trees import Forest

# The trees say most; the linear model still ranks what they take for equal.
BY_LINEAR = 0.3
_SOFT = 0.02
_PARTS = ("words", "letters", "steps")


@dataclass(frozen=True, slots=True)
class StackedModel:
    """The three parts of the linear model, the trees, and the margin at which they together say yes."""

    words: LinearModel
    letters: LinearModel
    steps: LinearModel
    forest: Forest
    threshold: float

    def linear_margin(self, reading: Reading) -> float:
        """What the linear model alone says."""
        climbed = form.steps(reading.facts, self.steps.cuts)
        return (
            self.words.margin(reading.features)
            + self.letters.margin(reading.letters)
            + self.steps.margin(climbed)
        )

    def margin(self, reading: Reading) -> float:
        """The calibrated margin of a text; 0 is the threshold."""
        first = self.linear_margin(reading)
        return joined(first, self.forest.share([*reading.facts, first])) - self.threshold


def joined(first: float, share: float) -> float:
    """The linear margin and the share of the trees as one margin."""
    return BY_LINEAR * first + math.log((share + _SOFT) / (1 + _SOFT - share))


@cache
def load(name: str) -> StackedModel:
    """The shipped model `name`; FileNotFoundError if there is none."""
    words, letters, steps = (linear.load(f"{name}_{part}") for part in _PARTS)
    forest = trees.load(f"{name}_form")
    return StackedModel(words, letters, steps, forest, forest.threshold)
