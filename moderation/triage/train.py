"""Remaking every model from a folder of labelled sets: `python -m moderation.triage.train DATA [NAME ...]`.

`--without smp2020` makes `anger_zh` without the Chinese microblogs, which state no licence.
"""

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from moderation.triage import hidden, linear
from moderation.triage.records import THRESHOLD
from moderation.triage.training import familiarity, fitting, frequency, moods, rating, stacking
from moderation.triage.training.corpora import MICROBLOGS, left_out
from moderation.triage.training.plans import PLANS, Plan

_WITHOUT = "--without"


def make(plan: Plan, data: Path) -> str:
    """Fit, round and save one model; returns a line with its figures on texts it has never seen."""
    parts = fitting.split(plan.main(data))
    beside = fitting.split(plan.beside(data)).learn
    truth, other = fitting.labels(parts.learn) > THRESHOLD, fitting.labels(beside) > THRESHOLD
    fitted = fitting.fit(
        fitting.matrix(parts.learn),
        truth,
        fitting.matrix(beside),
        other,
        strength=plan.strength,
        by_vectors=plan.by_vectors,
    )
    stretch = fitting.STRETCH if plan.by_vectors else 1.0
    threshold = fitting.best_threshold(fitted.margins, truth)
    model = fitting.compact(plan.name, fitted.coefficients, fitted.bias, threshold=threshold, stretch=stretch)
    path = linear.save(linear.FOLDER, model)
    _, folds = fitting.f1([margin - threshold for margin in fitted.margins], parts.learn)
    name, value = fitting.f1(fitting.margins_of(model, parts.unseen), parts.unseen)
    counts = f"{len(parts.learn) + len(beside):>7} learnt {len(parts.unseen):>6} unseen"
    return f"{plan.name:<22} {counts} {name} {value:.3f} (folds {folds:.3f})  {path.stat().st_size // 1024:>5} KiB"


def _maker(plan: Plan) -> Callable[[Plan, Path], str]:
    if plan.groups:
        return stacking.make
    if plan.degrees:
        return rating.make
    if not plan.moods:
        return make
    if MICROBLOGS not in left_out:
        return moods.make
    hidden.forget(linear.FOLDER, plan.name)
    return make


def main(arguments: list[str]) -> int:
    """Remake the models named, or all of them; prints one line each."""
    without = frozenset(at for before, at in pairwise(arguments) if before == _WITHOUT)
    named = [at for before, at in pairwise(["", *arguments]) if _WITHOUT not in {before, at}]
    if not named or not Path(named[0]).is_dir() or without - {MICROBLOGS}:
        sys.stderr.write(
            "usage: python -m moderation.triage.train DATA [NAME ...] "
            f"[{_WITHOUT} {MICROBLOGS}]: DATA must be a folder\n"
        )
        return 2
    left_out.clear()
    left_out.update(without)
    data, wanted = Path(named[0]), set(named[1:])
    if not wanted or "familiar" in wanted:
        sys.stdout.write(familiarity.make(data) + "\n")
    if not wanted or "rarity" in wanted:
        sys.stdout.write(frequency.make(data) + "\n")
    for plan in PLANS:
        if not wanted or plan.name in wanted:
            sys.stdout.write(_maker(plan)(plan, data) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
