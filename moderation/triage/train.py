"""Remaking every model from a folder of labelled sets: `python -m moderation.triage.train DATA [NAME ...]`."""

import sys
from pathlib import Path

from moderation.triage import linear
from moderation.triage.records import THRESHOLD
from moderation.triage.training import familiarity, fitting, frequency, rating, stacking
from moderation.triage.training.plans import PLANS, Plan


def make(plan: Plan, data: Path) -> str:
    """Fit, round and save one model; returns a line with its figures on texts it has never seen."""
    parts = fitting.split(plan.main(data))
    beside = fitting.split(plan.beside(data)).learn
    truth, other = fitting.labels(parts.learn) > THRESHOLD, fitting.labels(beside) > THRESHOLD
    fitted = fitting.fit(
        fitting.matrix(parts.learn), truth, fitting.matrix(beside), other, strength=plan.strength
    )
    threshold = fitting.best_threshold(fitted.margins, truth)
    model = fitting.compact(plan.name, fitted.coefficients, fitted.bias, threshold=threshold)
    path = linear.save(linear.FOLDER, model)
    _, folds = fitting.f1([margin - threshold for margin in fitted.margins], parts.learn)
    name, value = fitting.f1(fitting.margins_of(model, parts.unseen), parts.unseen)
    counts = f"{len(parts.learn) + len(beside):>7} learnt {len(parts.unseen):>6} unseen"
    return f"{plan.name:<22} {counts} {name} {value:.3f} (folds {folds:.3f})  {path.stat().st_size // 1024:>5} KiB"


def main(arguments: list[str]) -> int:
    """Remake the models named, or all of them; prints one line each."""
    if not arguments or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m moderation.triage.train DATA [NAME ...]: DATA must be a folder\n")
        return 2
    wanted = set(arguments[1:])
    if not wanted or "familiar" in wanted:
        sys.stdout.write(familiarity.make(Path(arguments[0])) + "\n")
    if not wanted or "rarity" in wanted:
        sys.stdout.write(frequency.make(Path(arguments[0])) + "\n")
    for plan in PLANS:
        if not wanted or plan.name in wanted:
            sys.stdout.write(
                (stacking.make if plan.groups else rating.make if plan.degrees else make)(
                    plan, Path(arguments[0])
                )
                + "\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
