"""Fitting anger in Chinese microblogs: linear views of six moods and small nets, weighed on folds."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderation.triage import features, hidden, linear, mood
from moderation.triage.hidden import Layer, Net, Unit
from moderation.triage.reading import Reading
from moderation.triage.training import corpora, fitting
from moderation.triage.training.corpora import MOODS, Example
from moderation.triage.training.plans import Plan

_FOLDS = 5
_STRENGTH = 15.0
_HIDDEN = 8
_SEEDS = (0, 1, 2)
_ROUNDS = 6
# A feature must come this often before the net may look at it.
_FEWEST = 3
# Every how many calm texts of other kinds is learnt from, so that microblogs stay the main matter.
_CALM_EVERY = 4
_OWN_EVERY = 2


@dataclass(frozen=True)
class _Texts:
    """Texts as rows of weighed features, the mood of each, and what is known of them beside."""

    rows: Any
    moods: Any
    facts: Any


def _texts(examples: Sequence[Example], scale: Any) -> _Texts:
    import numpy as np
    from scipy.sparse import diags

    readings = [Reading(example.message) for example in examples]
    found = fitting.rows([reading.features for reading in readings]) @ diags(scale)
    facts = [mood.facts(reading) for reading in readings]
    return _Texts(found.tocsr(), np.array([int(example.label) for example in examples]), np.array(facts))


def _one_against_rest(rows: Any, truth: Any) -> tuple[Any, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=_STRENGTH, solver="liblinear", class_weight="balanced", max_iter=300, random_state=0
    ).fit(rows, truth)
    return model.coef_.ravel(), float(model.intercept_[0])


def _nets(rows: Any, moods: Any) -> list[Any]:
    """Small nets that tell the six moods apart, over the columns `rows` has."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    made = []
    for seed in _SEEDS:
        net = MLPClassifier(
            (_HIDDEN,),
            alpha=1e-4,
            max_iter=_ROUNDS,
            learning_rate_init=4e-3,
            batch_size=64,
            random_state=seed,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            made.append(net.fit(rows, moods))
    return made


def _vote(nets: Sequence[Any], rows: Any) -> Any:
    """The mean logit of anger by the nets."""
    import numpy as np

    total = np.zeros(rows.shape[0])
    for net in nets:
        chance = np.clip(net.predict_proba(rows)[:, 0], 1e-6, 1 - 1e-6)
        total += np.log(chance / (1 - chance))
    return total / len(nets)


def _views(rows: Any, moods: Any, judged: Any) -> Any:
    """How `judged` looks to models fitted on `rows`: a margin for every mood, and the nets' vote."""
    import numpy as np

    seen = _seen(rows)
    views = [_one_against_rest(rows, moods == number) for number in range(len(MOODS))]
    vote = _vote(_nets(rows[:, seen], moods), judged[:, seen])
    return np.column_stack([*(judged @ weights + bias for weights, bias in views), vote])


def _seen(rows: Any) -> Any:
    import numpy as np

    return np.flatnonzero(np.asarray((rows > 0).sum(axis=0)).ravel() >= _FEWEST)


def _folded_views(texts: _Texts) -> Any:
    """The same of every text, by models that have not seen it."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    views = np.zeros((len(texts.moods), len(MOODS) + 1))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=1).split(texts.rows, texts.moods)
    for learn, judge in folds:
        views[judge] = _views(texts.rows[learn], texts.moods[learn], texts.rows[judge])
    return views


@dataclass(frozen=True)
class _Weighing:
    """What each view and fact counts, and where the threshold lies."""

    weights: Any
    bias: float

    def margins(self, views: Any, facts: Any) -> Any:
        import numpy as np

        return np.column_stack([views, facts]) @ self.weights + self.bias


def _weigh(views: Any, facts: Any, angry: Any) -> _Weighing:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    columns = np.column_stack([views, facts])
    spread = columns.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000).fit(columns / spread, angry)
    return _Weighing(model.coef_.ravel() / spread, float(model.intercept_[0]))


def _net_of(name: str, nets: Sequence[Any], seen: Any, scale: Any, blend: dict[str, float]) -> Net:
    """The nets with a byte a weight, over all buckets."""
    import numpy as np

    layers, known = [], np.zeros(features.BUCKETS, dtype="uint8")
    known[seen] = 1
    for net in nets:
        units = []
        for number in range(_HIDDEN):
            column = np.zeros(features.BUCKETS)
            column[seen] = net.coefs_[0][:, number] * scale[seen]
            step = float(np.abs(column).max()) / hidden.LARGEST
            weights = array("b", np.rint(column / step).astype("int8").tobytes())
            out = tuple(map(float, net.coefs_[1][number]))
            units.append(Unit(weights, step, float(net.intercepts_[0][number]), out))
        layers.append(Layer(tuple(units), tuple(map(float, net.intercepts_[1]))))
    return Net(name, tuple(layers), known.tobytes(), blend)


def _examples(data: Path) -> tuple[list[Example], int]:
    """Microblogs, then calm texts of other kinds as neutral; and how many are microblogs."""
    blogs = list(corpora.moods(data))
    calm = [*list(corpora.forum_zh(data))[::_CALM_EVERY], *corpora.calm_zh(_OWN_EVERY)]
    neutral = float(MOODS.index("neutral"))
    return blogs + [Example(example.message, neutral) for example in calm], len(blogs)


def _scale(examples: Sequence[Example]) -> Any:
    """Rarity of each feature, so that rows have a mean length of 1."""
    import numpy as np
    from scipy.sparse import diags

    plain = fitting.matrix(examples)
    rarity = fitting.rarity(plain)
    weighed = plain @ diags(rarity)
    return rarity / np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()).mean()


def make(plan: Plan, data: Path) -> str:
    """Fit, round and save `anger_zh` in its two files; returns a line with its figures on folds.

    The set is small, so the shipped weights know all of it: every figure comes from models that had not seen the text.
    """
    import numpy as np

    examples, count = _examples(data)
    scale = _scale(examples)
    texts, angry = _texts(examples, scale), np.array([example.label == 0 for example in examples])
    views = _folded_views(texts)
    weighing = _weigh(views, texts.facts, angry)
    folded = weighing.margins(views, texts.facts)
    threshold = fitting.best_threshold(folded[:count], angry[:count])
    views_of_moods = [_one_against_rest(texts.rows, texts.moods == number) for number in range(len(MOODS))]
    shares = weighing.weights[: len(MOODS)]
    together = (
        sum(weights * share for (weights, _), share in zip(views_of_moods, shares, strict=True)) * scale
    )
    bias = weighing.bias + sum(
        start * share for (_, start), share in zip(views_of_moods, shares, strict=True)
    )
    seen = _seen(texts.rows)
    blend = dict(zip(("vote", *mood.NAMES), map(float, weighing.weights[len(MOODS) :]), strict=True))
    paths = [
        linear.save(linear.FOLDER, fitting.compact(plan.name, together, bias, threshold=threshold)),
        hidden.save(
            linear.FOLDER, _net_of(plan.name, _nets(texts.rows[:, seen], texts.moods), seen, scale, blend)
        ),
    ]
    size = sum(path.stat().st_size for path in paths) // 1024
    truth = [Example(e.message, float(e.label == 0)) for e in examples[:count]]
    _, found = fitting.f1(list(folded[:count] - threshold), truth)
    calm = float((folded[count:] >= threshold).mean())
    return (
        f"{plan.name:<22} {len(examples):>7} learnt {'folds':>13} F1 {found:.3f} "
        f"(calm called angry {calm:.4f})  {size:>5} KiB"
    )
