"""Making a model in two steps: linear over words, spelling and form; then trees over the form and its margins."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderation.triage import linear, stacked, trees
from moderation.triage.records import THRESHOLD
from moderation.triage.stacked import StackedModel
from moderation.triage.training import fitting, forest, parted
from moderation.triage.training.parted import Views
from moderation.triage.training.plans import Plan

# Every third calm text at a tenth of its weight keeps the trees from calling a forum bait.
_CALM_EVERY = 3
_CALM_WEIGHT = 0.1
_FOLDS = 5


@dataclass(frozen=True)
class Made:
    """A model, and the margins of what it learnt from by models that had not seen it."""

    model: StackedModel
    margins: Any


def fit(name: str, seen: Views, truth: Any, calm: Views, groups: Any) -> Made:
    """Fit both steps on everything; the threshold comes from folds."""
    weighed = parted.weighing(seen)
    columns, beside = weighed.columns(seen), weighed.columns(calm)
    first, first_calm = parted.folded_margins(columns, truth, beside, groups)
    rows, labels, weights = _for_trees(seen, first, truth, calm, first_calm)
    margins = _folded(rows, labels, weights, first, groups)
    grown = forest.grow(rows, labels, weights)
    threshold = parted.fair_threshold(margins, truth, groups)
    words, letters, steps = parted.split_up(name, weighed, parted.estimator(columns, truth, beside))
    packed = forest.packed(f"{name}_form", grown, threshold)
    return Made(StackedModel(words, letters, steps, packed, threshold), margins - threshold)


def _for_trees(seen: Views, first: Any, truth: Any, calm: Views, first_calm: Any) -> tuple[Any, Any, Any]:
    import numpy as np

    mine = np.column_stack([seen.facts, first])
    others = np.column_stack([calm.facts, first_calm])[::_CALM_EVERY]
    labels = np.concatenate([truth, np.zeros(len(others), bool)])
    weights = np.concatenate([np.ones(len(mine)), np.full(len(others), _CALM_WEIGHT)])
    return np.concatenate([mine, others]), labels, weights


def _folded(rows: Any, labels: Any, weights: Any, first: Any, groups: Any) -> Any:
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    count = len(groups)
    margins = np.zeros(count)
    kinds = groups * 2 + labels[:count]
    for learn, judge in StratifiedKFold(_FOLDS, shuffle=True, random_state=2).split(margins, kinds):
        known = np.concatenate([learn, np.arange(count, len(rows))])
        grown = forest.grow(rows[known], labels[known], weights[known])
        shares = grown.predict_proba(rows[judge])[:, 1]
        margins[judge] = [
            stacked.joined(each, share) for each, share in zip(first[judge], shares, strict=True)
        ]
    return margins


def save(model: StackedModel) -> int:
    """Write all parts; the bytes they take."""
    parts = (model.words, model.letters, model.steps)
    paths = [linear.save(linear.FOLDER, part) for part in parts]
    return sum(path.stat().st_size for path in [*paths, trees.save(linear.FOLDER, model.forest)])


def make(plan: Plan, data: Path) -> str:
    """Fit and save the model of a plan; returns a line with its figures in folds.

    The sets are small, so everything is learnt from: the figures come from folds, see tests/benchmarks/spam_folds.py.
    """
    import numpy as np

    kinds = [list(source(data)) for source in plan.groups]
    learn = [example for kind in kinds for example in kind]
    calm = list(plan.beside(data))
    groups = np.repeat(np.arange(len(kinds)), [len(kind) for kind in kinds])
    made = fit(plan.name, parted.views(learn), fitting.labels(learn) > THRESHOLD, parted.views(calm), groups)
    size = save(made.model)
    folds = [fitting.f1(list(made.margins[groups == number]), kind)[1] for number, kind in enumerate(kinds)]
    figures = ", ".join(f"{value:.3f}" for value in folds)
    counts = f"{len(learn) + len(calm):>7} learnt      0 unseen"
    return f"{plan.name:<22} {counts} F1 in folds {figures}  {size // 1024:>5} KiB"
