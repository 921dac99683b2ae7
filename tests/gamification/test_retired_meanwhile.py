"""A badge that is retired, or changed, while a job looks back for it is given to nobody further by the former rule."""

from collections.abc import Callable

import pytest
from flask import Flask

from community.kernel import jobs
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import making, services
from tests.gamification.conftest import RULE, on_both_databases
from tests.gamification.test_own_badges import go_live, holders, make


def retire(root: Actor) -> None:
    with unit_of_work():
        making.retire(making.custom_or_404(RULE["slug"]), by=root)


def demand_more(root: Actor) -> None:
    with unit_of_work():
        making.change(making.custom_or_404(RULE["slug"]), {**RULE, "threshold": "50"}, by=root)
    go_live(root)


def propose(root: Actor) -> None:
    with unit_of_work():
        making.change(making.custom_or_404(RULE["slug"]), {**RULE, "threshold": "50"}, by=root)


def call_it_gold(root: Actor) -> None:
    with unit_of_work():
        making.change(making.custom_or_404(RULE["slug"]), {**RULE, "tier": "gold"}, by=root)
    go_live(root)


def looked_back(
    root: Actor, monkeypatch: pytest.MonkeyPatch, deed: Callable[[Actor], None]
) -> list[set[int]]:
    """Who holds the badge when `deed` is done, after the first award, and in the end."""
    monkeypatch.setattr(making, "SMALL_SITE", 1)
    monkeypatch.setattr(services, "AT_ONCE", 1)
    make(root)
    go_live(root)
    progress = making._progress
    had: list[set[int]] = []

    def told(slug: str, given: int, of: int) -> None:
        progress(slug, given, of)
        if given == 1 and not had:
            had.append(holders())
            deed(root)

    monkeypatch.setattr(making, "_progress", told)
    while jobs.run_one():
        pass
    return [*had, holders()]


@pytest.mark.parametrize(
    ("deed", "holding"), [(retire, 1), (demand_more, 1), (propose, 3), (call_it_gold, 3)]
)
@on_both_databases
def test_it_is_given_by_the_rule_that_is_live_and_by_no_other(
    app: Flask,
    helpers: list[Actor],
    root: Actor,
    monkeypatch: pytest.MonkeyPatch,
    deed: Callable[[Actor], None],
    holding: int,
) -> None:
    then, at_the_end = looked_back(root, monkeypatch, deed)
    assert len(then) == 1
    assert then <= at_the_end
    assert len(at_the_end) == holding
