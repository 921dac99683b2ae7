"""How well spam is told from honest messages and comments that no part of the model has seen: repeated cross-validation.

The tenth kept back is too small to judge by (22 spam messages). Here every text of the two sets is judged once a
round, by the whole detector, with a model made from the other folds. Needs the extra `train`; `ROUNDS` in the
environment says how often (2).
"""

import os
from collections.abc import Sequence
from typing import Any

import pytest

from moderation.triage import stacked
from moderation.triage.analyse import analyse
from moderation.triage.records import Message
from moderation.triage.training import parted, plans, stacking
from tests.machine import data_folder

FOLDS = 5


def f1(said: Any, truth: Any) -> tuple[float, float, float]:
    both = (said & truth).sum()
    return 2 * both / (said.sum() + truth.sum()), both / said.sum(), both / truth.sum()


def some(seen: parted.Views, which: Any) -> parted.Views:
    return parted.Views(seen.words[which], seen.letters[which], seen.facts[which])


@pytest.mark.data
def test_spam_in_folds() -> None:
    np = pytest.importorskip("numpy")
    selection = pytest.importorskip("sklearn.model_selection")
    data = data_folder()
    plan = next(plan for plan in plans.PLANS if plan.name == "spam_en")
    kinds = [list(source(data)) for source in plan.groups]
    examples = [example for kind in kinds for example in kind]
    groups = np.repeat(np.arange(len(kinds)), [len(kind) for kind in kinds])
    truth = np.array([example.label > 0.5 for example in examples])
    seen, calm = parted.views(examples), parted.views(list(plan.beside(data)))
    shipped = stacked.load
    try:
        for round_ in range(int(os.environ.get("ROUNDS", "2"))):
            said = np.zeros(len(examples), bool)
            folds = selection.StratifiedKFold(FOLDS, shuffle=True, random_state=100 + round_)
            for learn, judge in folds.split(truth, groups * 2 + truth):
                made = stacking.fit("spam_en", some(seen, learn), truth[learn], calm, groups[learn])
                stacked.load = {"spam_en": made.model}.__getitem__  # type: ignore[assignment]
                said[judge] = spam([examples[at].message for at in judge])
            print(f"\nround {round_ + 1}:", end="")
            for number, name in enumerate(("SMS", "comments")):
                mine = groups == number
                figures = f1(said[mine], truth[mine])
                print(
                    f"  {name} F1 {figures[0]:.3f} precision {figures[1]:.3f} recall {figures[2]:.3f}", end=""
                )
    finally:
        stacked.load = shipped


def spam(messages: Sequence[Message]) -> list[bool]:
    """As `huzhu triage` says it of a text alone, its language not given."""
    return [analyse(Message(message.text))["spam"].fired for message in messages]
