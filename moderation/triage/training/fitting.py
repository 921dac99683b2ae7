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

# Margins are stretched so that the spread of held-back margins around the threshold is this wide.
_TARGET_SPREAD = 1.6


@dataclass(frozen=True)
class Split:
    """Examples by the part they play; a text always falls into the same part."""

    train: list[Example]
    tune: list[Example]
    test: list[Example]


def split(examples: Iterable[Example]) -> Split:
    """Eight tenths to learn from, one to set the threshold, one never looked at until the report."""
    parts: tuple[list[Example], list[Example], list[Example]] = ([], [], [])
    for example in examples:
        digest = hashlib.sha256(
            example.message.text.strip().lower().encode("utf-8", "surrogatepass")
        ).digest()[0]
        parts[0 if digest < 205 else 1 if digest < 230 else 2].append(example)  # noqa: PLR2004 -- of 256
    return Split(*parts)


def matrix(examples: Sequence[Example]) -> Any:
    """The feature buckets of each example as one row of unit length."""
    from scipy.sparse import csr_matrix

    indices, pointers, values = array("i"), array("i", [0]), array("f")
    for example in examples:
        found = sorted(Reading(example.message).features)
        indices.extend(found)
        values.extend([max(1, len(found)) ** -0.5] * len(found))
        pointers.append(len(indices))
    return csr_matrix((values, indices, pointers), shape=(len(examples), features.BUCKETS))


def labels(examples: Sequence[Example]) -> Any:
    """The labels as an array."""
    import numpy as np

    return np.array([example.label for example in examples])


def classifier(
    part: Split, *, strength: float, balanced: bool = False, weights: Sequence[float] | None = None
) -> Any:
    """Logistic regression over the training part; `strength` is the inverse of its restraint."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=strength, solver="liblinear", class_weight="balanced" if balanced else None, max_iter=300
    )
    return model.fit(matrix(part.train), labels(part.train) > THRESHOLD, sample_weight=weights)


def regression(part: Split, *, restraint: float) -> Any:
    """Ridge regression over the training part, for labels that are degrees."""
    from sklearn.linear_model import Ridge

    return Ridge(alpha=restraint, solver="lsqr").fit(matrix(part.train), labels(part.train))


def best_threshold(margins: Any, truth: Any) -> float:
    """The margin at which F1 is highest, taken in the middle of its plateau."""
    import numpy as np

    order = np.argsort(-margins)
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + truth.sum())
    good = np.flatnonzero(f1 >= f1.max() - 0.002)
    return float(np.median(margins[order][good]))


def compact(name: str, coefficients: Any, bias: float, *, threshold: float, spread: float) -> LinearModel:
    """Two bytes a weight, with 0 as the threshold and margins in units of `spread`."""
    import numpy as np

    stretch = _TARGET_SPREAD / spread
    flat = np.asarray(coefficients).ravel() * stretch
    largest = float(np.abs(flat).max()) or 1.0
    weights = array("h")
    weights.frombytes(np.rint(flat / largest * linear.LARGEST).astype("int16").tobytes())
    return LinearModel(name, weights, largest / linear.LARGEST, (bias - threshold) * stretch)


def margins_of(model: LinearModel, examples: Sequence[Example]) -> list[float]:
    """What the compact model says of each example."""
    return [model.margin(Reading(example.message).features) for example in examples]


def quantile(margins: Any, share: float) -> float:
    """The margin below which this share lies."""
    import numpy as np

    return float(np.quantile(margins, share))


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
