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
# Where the linear model says no and the first trees see next to nothing, the rest would not turn it into a yes.
_SAMPLE = 40
_CLEAR = 0.06
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

    def margin(self, reading: Reading, *, in_full: bool = True) -> float:
        """The margin of a text; 0 is the threshold. Unless `in_full`, a clear no is looked at less closely."""
        first = self.linear_margin(reading)
        facts = [*reading.facts, first]
        share = self.forest.share(facts, first=_SAMPLE) if first < 0 and not in_full else 1.0
        if share > _CLEAR:
            share = self.forest.share(facts)
        return joined(first, share) - self.threshold


def joined(first: float, share: float) -> float:
    """The linear margin and the share of the trees as one margin."""
    return BY_LINEAR * first + math.log((share + _SOFT) / (1 + _SOFT - share))


@cache
def load(name: str) -> StackedModel:
    """The shipped model `name`; FileNotFoundError if there is none."""
    words, letters, steps = (linear.load(f"{name}_{part}") for part in _PARTS)
    forest = trees.load(f"{name}_form")
    return StackedModel(words, letters, steps, forest, forest.threshold)
