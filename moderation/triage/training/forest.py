"""Growing trees over the form of a text and what a linear model says of it, and packing them into arrays."""

from array import array
from typing import Any

from moderation.triage.trees import CERTAIN, LEAF, Forest

_TREES = 200
_TRIED = 0.4
_LEAST = 2
_SEED = 0


def grow(facts: Any, truth: Any, weights: Any) -> Any:
    """Extremely randomised trees: few examples, so many different trees, none trusted much."""
    from sklearn.ensemble import ExtraTreesClassifier

    trees = ExtraTreesClassifier(
        _TREES, max_features=_TRIED, min_samples_leaf=_LEAST, random_state=_SEED, n_jobs=2
    )
    return trees.fit(facts, truth, sample_weight=weights)


def packed(name: str, grown: Any, threshold: float) -> Forest:
    """The trees as arrays, each with its nodes in the order of a walk that says yes first."""
    roots: list[int] = []
    asks, heights, noes = array("h"), array("f"), array("i")

    def add(tree: Any, node: int) -> None:
        at = len(asks)
        if tree.children_left[node] == tree.children_right[node]:
            no, yes = tree.value[node][0]
            asks.append(LEAF)
            heights.append(0.0)
            noes.append(round(CERTAIN * float(yes / (yes + no))))
            return
        asks.append(int(tree.feature[node]))
        heights.append(float(tree.threshold[node]))
        noes.append(0)
        add(tree, tree.children_left[node])
        noes[at] = len(asks)
        add(tree, tree.children_right[node])

    for each in grown.estimators_:
        roots.append(len(asks))
        add(each.tree_, 0)
    return Forest(name, tuple(roots), asks, heights, noes, threshold)
