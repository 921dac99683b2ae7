"""Remaking every model from a folder of labelled sets: `python -m moderation.triage.train DATA [NAME ...]`."""

import sys
from pathlib import Path

from moderation.triage import linear
from moderation.triage.records import THRESHOLD
from moderation.triage.training import fitting
from moderation.triage.training.fitting import Split
from moderation.triage.training.plans import PLANS, Plan


def make(plan: Plan, data: Path) -> str:
    """Fit, round and save one model; returns a line with its figures on texts it has never seen."""
    parts = fitting.split(plan.main(data))
    learnt_from = Split(parts.train + fitting.split(plan.beside(data)).train, parts.tune, parts.test)
    if plan.degrees:
        fitted, figure = fitting.regression(learnt_from, restraint=plan.strength), fitting.rank_agreement
    else:
        fitted, figure = fitting.classifier(learnt_from, strength=plan.strength), fitting.f1
    tune = fitting.matrix(parts.tune)
    if plan.degrees:
        margins = fitted.predict(tune)
        threshold = fitting.quantile(margins, plan.lowest)
    else:
        margins = fitted.decision_function(tune)
        threshold = fitting.best_threshold(margins, fitting.labels(parts.tune) > THRESHOLD)
    bias = float(fitted.intercept_) if plan.degrees else float(fitted.intercept_[0])
    model = fitting.compact(plan.name, fitted.coef_, bias, threshold=threshold, spread=float(margins.std()))
    path = linear.save(linear.FOLDER, plan.name, model.weights, scale=model.scale, bias=model.bias)
    name, value = figure(fitting.margins_of(model, parts.test), parts.test)
    counts = f"{len(learnt_from.train):>7} learnt {len(parts.test):>6} unseen"
    return f"{plan.name:<22} {counts} {name} {value:.3f}  {path.stat().st_size // 1024:>5} KiB"


def main(arguments: list[str]) -> int:
    """Remake the models named, or all of them; prints one line each."""
    if not arguments or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m moderation.triage.train DATA [NAME ...]: DATA must be a folder\n")
        return 2
    wanted = set(arguments[1:])
    for plan in PLANS:
        if not wanted or plan.name in wanted:
            sys.stdout.write(make(plan, Path(arguments[0])) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
