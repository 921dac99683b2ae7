"""Fitting a model in three parts: words, spelling, and steps of form, weighed together and saved apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from moderation.triage import features, form
from moderation.triage.linear import LinearModel
from moderation.triage.reading import Reading
from moderation.triage.training import fitting
from moderation.triage.training.corpora import Example

PARTS = ("words", "letters", "steps")
_FOLDS = 10
_SHARES = (0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
_FEWEST = 6
# Calm texts of other kinds are many: each counts this much, so that they do not drown what is to be told apart.
_BESIDE = 0.02
_STRENGTH = 1.0


def cuts_of(facts: Any) -> tuple[tuple[float, ...], ...]:
    """Heights that split the examples, for each fact; a step that hardly anyone climbs is left out."""
    import numpy as np

    result = []
    for column in facts.T:
        heights = np.unique(np.quantile(column, _SHARES))
        above = [(column > height).sum() for height in heights]
        result.append(
            tuple(
                round(float(height), 6)
                for height, many in zip(heights, above, strict=True)
                if _FEWEST <= many <= len(column) - _FEWEST
            )
        )
    return tuple(result)


@dataclass(frozen=True)
class Views:
    """Each example as three rows: its words, its spelling, its form."""

    words: Any
    letters: Any
    facts: Any


def views(examples: Sequence[Example]) -> Views:
    """The examples as the models see them."""
    import numpy as np

    readings = [Reading(example.message) for example in examples]
    return Views(
        fitting.rows([reading.features for reading in readings]),
        fitting.rows([reading.letters for reading in readings]),
        np.array([reading.facts for reading in readings]).reshape(len(readings), -1),
    )


@dataclass(frozen=True)
class Weighing:
    """How features become columns of like size: rare ones weigh more, and each part has a mean length of 1."""

    cuts: tuple[tuple[float, ...], ...]
    scales: tuple[Any, ...]

    def columns(self, seen: Views) -> Any:
        """The three parts side by side, weighed."""
        from scipy.sparse import diags, hstack

        stepped = fitting.rows([form.steps(list(facts), self.cuts) for facts in seen.facts])
        parts = zip((seen.words, seen.letters, stepped), self.scales, strict=True)
        return hstack([part @ diags(scale) for part, scale in parts]).tocsr()


def weighing(seen: Views) -> Weighing:
    """What the examples learnt from say about rarity and form."""
    import numpy as np
    from scipy.sparse import diags

    cuts = cuts_of(seen.facts)
    stepped = fitting.rows([form.steps(list(facts), cuts) for facts in seen.facts])
    scales = []
    for part, scale in (
        (seen.words, fitting.rarity(seen.words)),
        (seen.letters, fitting.rarity(seen.letters)),
        (stepped, np.ones(features.BUCKETS)),
    ):
        weighed = part @ diags(scale)
        length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()).mean()
        scales.append(scale / length)
    return Weighing(cuts, tuple(scales))


def estimator(columns: Any, truth: Any, beside: Any) -> Any:
    """A linear support vector machine on both, the texts beside counting little."""
    import numpy as np
    from scipy.sparse import vstack
    from sklearn.svm import LinearSVC

    count = beside.shape[0]
    everything = vstack([columns, beside]) if count else columns
    weights = np.concatenate([np.ones(len(truth)), np.full(count, _BESIDE)])
    model = LinearSVC(C=_STRENGTH, random_state=0)
    return model.fit(everything, np.concatenate([truth, np.zeros(count, bool)]), sample_weight=weights)


def folded_margins(columns: Any, truth: Any, beside: Any, groups: Any, *, seed: int = 1) -> tuple[Any, Any]:
    """The margin of each example, and of each text beside, by a model that has not seen it."""
    import numpy as np
    from sklearn.model_selection import KFold, StratifiedKFold

    margins, calm = np.zeros(len(truth)), np.zeros(beside.shape[0])
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(margins, groups * 2 + truth)
    calm_folds = KFold(_FOLDS, shuffle=True, random_state=seed).split(calm)
    for (learn, judge), (calm_learn, calm_judge) in zip(folds, calm_folds, strict=True):
        model = estimator(columns[learn], truth[learn], beside[calm_learn])
        margins[judge] = model.decision_function(columns[judge])
        calm[calm_judge] = model.decision_function(beside[calm_judge])
    return margins, calm


def fair_threshold(margins: Any, truth: Any, groups: Any) -> float:
    """The margin at which the mean of the groups' F1 is highest, in the middle of its plateau."""
    import numpy as np

    tried = np.quantile(margins, np.linspace(0.01, 0.99, 1000))
    mean = np.zeros(len(tried))
    for group in np.unique(groups):
        mine, true = margins[groups == group], truth[groups == group]
        said = mine[None, :] >= tried[:, None]
        mean += 2 * (said & true).sum(axis=1) / (said.sum(axis=1) + true.sum())
    mean /= len(np.unique(groups))
    return float(np.median(tried[mean >= mean.max() - 0.002]))


def split_up(name: str, weighed: Weighing, model: Any) -> list[LinearModel]:
    """The three shipped models whose margins add up to the fitted one's."""
    import numpy as np

    result = []
    for number, part in enumerate(PARTS):
        mine = model.coef_.ravel()[number * features.BUCKETS : (number + 1) * features.BUCKETS]
        bias = 0.0 if number else float(np.ravel(model.intercept_)[0])
        made = fitting.compact(f"{name}_{part}", mine * weighed.scales[number], bias, threshold=0.0)
        cuts = weighed.cuts if part == "steps" else ()
        result.append(LinearModel(made.name, made.weights, made.scale, made.bias, cuts))
    return result
