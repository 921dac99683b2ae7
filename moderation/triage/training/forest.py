"""Growing trees over the form of a text and what a linear model says of it, and packing them into arrays."""

from array import array
from typing import Any

from moderation.triage.trees import CERTAIN, LEAF, Forest

_TREES = 200
_TRIED = 0.4
_LEAST = 2
_SEED = 0
_RATING_TREES = 120
_LEAST_RATINGS = 6


def grow(facts: Any, truth: Any, weights: Any) -> Any:
    """Extremely randomised trees: few examples, so many different trees, none trusted much."""
    from sklearn.ensemble import ExtraTreesClassifier

    trees = ExtraTreesClassifier(_TREES, max_features=_TRIED, min_samples_leaf=_LEAST, random_state=_SEED)
    return trees.fit(facts, truth, sample_weight=weights)


def grow_ratings(facts: Any, ratings: Any) -> Any:
    """The same for ratings in 0..1."""
    from sklearn.ensemble import ExtraTreesRegressor

    trees = ExtraTreesRegressor(
        _RATING_TREES, max_features=0.3, min_samples_leaf=_LEAST_RATINGS, random_state=_SEED
    )
    return trees.fit(facts, ratings)


def packed(name: str, grown: Any, threshold: float, slope: float = 1.0) -> Forest:
    """The trees as arrays, each with its nodes in the order of a walk that says yes first."""
    roots: list[int] = []
    asks, heights, others = array("h"), array("f"), array("i")

    def add(tree: Any, node: int) -> None:
        at = len(asks)
        if tree.children_left[node] == tree.children_right[node]:
            said = tree.value[node][0]
            asks.append(LEAF)
            heights.append(0.0)
            others.append(round(CERTAIN * float(said[-1] / (sum(said) if len(said) > 1 else 1.0))))
            return
        asks.append(int(tree.feature[node]))
        heights.append(float(tree.threshold[node]))
        others.append(0)
        add(tree, tree.children_left[node])
        others[at] = len(asks)
        add(tree, tree.children_right[node])

    for each in grown.estimators_:
        roots.append(len(asks))
        add(each.tree_, 0)
    return Forest(name, tuple(roots), asks, heights, others, threshold, slope)
