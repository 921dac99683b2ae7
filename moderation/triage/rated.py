"""What human raters would say of a post: a linear model of its words and trees over its form, added up."""

from dataclasses import dataclass
from functools import cache

from moderation.triage import linear, trees
from moderation.triage.linear import LinearModel
from moderation.triage.reading import Reading
from moderation.triage.trees import Forest


@dataclass(frozen=True, slots=True)
class RatedModel:
    """Both parts; the trees' mean rating counts `forest.slope` times."""

    words: LinearModel
    forest: Forest

    def margin(self, reading: Reading) -> float:
        """The calibrated margin of a post; below 0 are the few worst."""
        share = self.forest.share([*reading.facts, *reading.care])
        return self.words.margin(reading.features) + self.forest.slope * share


@cache
def load(name: str) -> RatedModel:
    """The shipped model `name`; FileNotFoundError if there is none."""
    return RatedModel(linear.load(f"{name}_words"), trees.load(f"{name}_form"))
