"""Making a model of human ratings: ridge regression on words, trees on form, weighed alike."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moderation.triage import linear, trees
from moderation.triage.rated import RatedModel
from moderation.triage.reading import Reading
from moderation.triage.training import fitting, forest
from moderation.triage.training.corpora import Example
from moderation.triage.training.plans import Plan

_FOLDS = 5
_RIDGE = 100.0


def _views(examples: Sequence[Example]) -> tuple[Any, Any]:
    import numpy as np

    readings = [Reading(example.message) for example in examples]
    form = np.array([[*reading.facts, *reading.care] for reading in readings])
    return fitting.rows([reading.features for reading in readings]), form


def _ridge(rows: Any, ratings: Any) -> Any:
    from sklearn.linear_model import Ridge

    return Ridge(alpha=_RIDGE, solver="lsqr").fit(rows, ratings)


def _two_opinions(words: Any, form: Any, ratings: Any, groups: Sequence[str]) -> tuple[Any, Any]:
    """What each part says of every example, having seen none of its group."""
    import numpy as np
    from scipy.sparse import diags
    from sklearn.model_selection import GroupKFold

    first, second = np.zeros(len(ratings)), np.zeros(len(ratings))
    for learn, judge in GroupKFold(_FOLDS).split(form, ratings, groups):
        weighed = (words @ diags(fitting.rarity(words[learn]))).tocsr()
        first[judge] = _ridge(weighed[learn], ratings[learn]).predict(weighed[judge])
        second[judge] = forest.grow_ratings(form[learn], ratings[learn]).predict(form[judge])
    return first, second


def fit(plan: Plan, learn: Sequence[Example], groups: Sequence[str]) -> tuple[RatedModel, Any]:
    """The model, and its margins in folds."""
    from scipy.sparse import diags

    words, form = _views(learn)
    ratings = fitting.labels(learn)
    first, second = _two_opinions(words, form, ratings, groups)
    by_words, by_form = 1.0 / float(first.std()), 1.0 / float(second.std())
    together = by_words * first + by_form * second
    stretch = 1.0 / float(together.std())
    threshold = float(together.mean()) - plan.lowest / stretch
    scale = fitting.rarity(words)
    ridge = _ridge((words @ diags(scale)).tocsr(), ratings)
    compact = fitting.compact(
        f"{plan.name}_words",
        ridge.coef_.ravel() * scale * by_words,
        float(ridge.intercept_) * by_words,
        threshold=threshold,
        stretch=stretch,
    )
    grown = forest.packed(
        f"{plan.name}_form", forest.grow_ratings(form, ratings), 0.0, slope=by_form * stretch
    )
    return RatedModel(compact, grown), (together - threshold) * stretch


def make(plan: Plan, data: Path) -> str:
    """Fit and save the model of a plan; returns a line with its figures on posts it has never seen."""
    parts = fitting.split(plan.main(data))
    hosts = os.environ.get("BY_HOST") == "1"
    groups = [example.host if hosts else example.message.title for example in parts.learn]
    model, folded = fit(plan, parts.learn, groups)
    paths = [linear.save(linear.FOLDER, model.words), trees.save(linear.FOLDER, model.forest)]
    _, folds = fitting.rank_agreement(folded, parts.learn)
    _, value = fitting.rank_agreement(
        [model.margin(Reading(example.message)) for example in parts.unseen], parts.unseen
    )
    size = sum(path.stat().st_size for path in paths)
    counts = f"{len(parts.learn):>7} learnt {len(parts.unseen):>6} unseen"
    return f"{plan.name:<22} {counts} rho {value:.3f} (folds {folds:.3f})  {size // 1024:>5} KiB"
