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
# Where the linear model says no and the first so many trees stay so far below what a yes takes, the rest would not turn
# it into one: of 13,438 texts none was judged otherwise for it.
_LOOKS = ((12, 0.35), (40, 0.2), (100, 0.15))
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
        share = self.forest.share(facts) if first >= 0 or in_full else self._looked_at(facts, first)
        return joined(first, share) - self.threshold

    def _looked_at(self, facts: list[float], first: float) -> float:
        """The share of the trees, of no more of them than it takes to see that it will not do."""
        needed = share_for(self.threshold, first)
        votes, asked = 0.0, 0
        for count, gap in _LOOKS:
            votes += self.forest.votes(facts, asked, count)
            asked = count
            if votes / asked < needed - gap:
                return votes / asked
        total = len(self.forest.roots)
        return (votes + self.forest.votes(facts, asked, total)) / total


def joined(first: float, share: float) -> float:
    """The linear margin and the share of the trees as one margin."""
    return BY_LINEAR * first + math.log((share + _SOFT) / (1 + _SOFT - share))


def share_for(margin: float, first: float) -> float:
    """The share at which the joined margin is `margin`."""
    odds = math.exp(margin - BY_LINEAR * first)
    return ((1 + _SOFT) * odds - _SOFT) / (1 + odds)


@cache
def load(name: str) -> StackedModel:
    """The shipped model `name`; FileNotFoundError if there is none."""
    words, letters, steps = (linear.load(f"{name}_{part}") for part in _PARTS)
    forest = trees.load(f"{name}_form")
    return StackedModel(words, letters, steps, forest, forest.threshold)
