"""Fitting a linear model to examples, choosing its threshold, and rounding it to two bytes a weight."""

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from moderation.triage import features, linear
from moderation.triage.linear import LinearModel
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD
from moderation.triage.training.corpora import Example

_LEARNT_OF_256 = 230
_FOLDS = 3
# How much smaller the margins of a support vector machine are than those of logistic regression.
STRETCH = 2.5


@dataclass(frozen=True)
class Split:
    """Examples by the part they play; a text always falls into the same part."""

    learn: list[Example]
    unseen: list[Example]


def split(examples: Iterable[Example]) -> Split:
    """Nine tenths to learn from, one never looked at until the report."""
    parts: tuple[list[Example], list[Example]] = ([], [])
    for example in examples:
        text = example.message.text.strip().lower()
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        parts[digest[0] >= _LEARNT_OF_256].append(example)
    return Split(*parts)


def rows(found: Sequence[frozenset[int]]) -> Any:
    """Sets of buckets as rows of unit length."""
    from scipy.sparse import csr_matrix

    indices, pointers, values = array("i"), array("i", [0]), array("f")
    for buckets in found:
        indices.extend(sorted(buckets))
        values.extend([max(1, len(buckets)) ** -0.5] * len(buckets))
        pointers.append(len(indices))
    return csr_matrix((values, indices, pointers), shape=(len(found), features.BUCKETS))


def matrix(examples: Sequence[Example]) -> Any:
    """The feature buckets of each example as one row of unit length."""
    return rows([Reading(example.message).features for example in examples])


def labels(examples: Sequence[Example]) -> Any:
    """The labels as an array."""
    import numpy as np

    return np.array([example.label for example in examples])


def rarity(features_of: Any) -> Any:
    """How much each feature is worth by how seldom it comes (inverse document frequency, smoothed)."""
    import numpy as np

    seen = np.asarray((features_of > 0).sum(axis=0)).ravel()
    return np.log((1 + features_of.shape[0]) / (1 + seen)) + 1


@dataclass(frozen=True)
class Fitted:
    """Weights for plain features, and the margins of the main examples by models that had not seen them."""

    coefficients: Any
    bias: float
    margins: Any


def fit(
    main: Any,
    truth: Any,
    beside: Any,
    beside_truth: Any,
    *,
    strength: float,
    by_vectors: bool = False,
) -> Fitted:
    """Fit on everything; the margins come from folds, each judged by a model fitted on the others.

    `by_vectors` takes a support vector machine instead of logistic regression, its
    margins stretched to the same size.
    """
    import numpy as np
    from scipy.sparse import diags, vstack
    from sklearn.model_selection import KFold

    scale = rarity(vstack([main, beside]))
    scaled, scaled_beside = (main @ diags(scale)).tocsr(), (beside @ diags(scale)).tocsr()

    def fitted(learn: Any, learn_truth: Any) -> Any:
        return _estimator(strength, by_vectors=by_vectors).fit(
            vstack([learn, scaled_beside]),
            np.concatenate([learn_truth, beside_truth]),
        )

    margins = np.zeros(main.shape[0])
    for learn, judge in KFold(_FOLDS, shuffle=True, random_state=1).split(scaled):
        model = fitted(scaled[learn], truth[learn])
        margins[judge] = scaled[judge] @ model.coef_.ravel() + float(np.ravel(model.intercept_)[0])
    model = fitted(scaled, truth)
    return Fitted(model.coef_.ravel() * scale, float(np.ravel(model.intercept_)[0]), margins)


def _estimator(strength: float, *, by_vectors: bool = False) -> Any:
    if by_vectors:
        from sklearn.svm import LinearSVC

        return LinearSVC(C=strength, random_state=0)
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=0)


def best_threshold(margins: Any, truth: Any) -> float:
    """The margin at which F1 is highest, taken in the middle of its plateau."""
    import numpy as np

    order = np.argsort(-margins)
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + truth.sum())
    good = np.flatnonzero(f1 >= f1.max() - 0.002)
    return float(np.median(margins[order][good]))


def compact(
    name: str, coefficients: Any, bias: float, *, threshold: float, stretch: float = 1.0
) -> LinearModel:
    """Two bytes a weight, with 0 as the threshold and margins `stretch` times as far from it."""
    import numpy as np

    flat = np.asarray(coefficients).ravel() * stretch
    largest = float(np.abs(flat).max()) or 1.0
    weights = array("h")
    weights.frombytes(np.rint(flat / largest * linear.LARGEST).astype("int16").tobytes())
    return LinearModel(name, weights, largest / linear.LARGEST, (bias - threshold) * stretch)


def margins_of(model: LinearModel, examples: Sequence[Example]) -> list[float]:
    """What the compact model says of each example."""
    return [model.margin(Reading(example.message).features) for example in examples]


def f1(margins: Sequence[float], examples: Sequence[Example]) -> tuple[str, float]:
    """F1 of "yes" at the default threshold."""
    said = [margin >= 0 for margin in margins]
    truth = [example.label > THRESHOLD for example in examples]
    right = sum(yes and true for yes, true in zip(said, truth, strict=True))
    return "F1", 2 * right / max(1, sum(said) + sum(truth))


def rank_agreement(margins: Sequence[float], examples: Sequence[Example]) -> tuple[str, float]:
    """Spearman's rank correlation with the human ratings."""
    from scipy.stats import spearmanr

    return "rho", float(spearmanr(margins, [example.label for example in examples]).statistic)
