"""The public page of counts is kept for visitors, tells each act at once, and begins a new day at midnight."""

from datetime import timedelta

import pytest
from flask import Flask

from community.kernel import clock
from community.kernel.policy import Actor
from community.questions import services as questions
from moderation.audit import services as audit
from moderation.transparency import services
from tests.conftest import both_databases
from tests.kept_for_visitors import tells_at_once, turns_at, warm

BODY = "It has done so since the last update, and I have restarted both nodes and the modem twice already."


@both_databases
@pytest.mark.parametrize("path", ["/transparency", "/transparency?days=30"])
def test_every_act_is_counted_at_once(app: Flask, alice: Actor, carol: Actor, path: str) -> None:
    for turn in range(2):
        tells_at_once(app, path, lambda: audit.record("review-approve", "post:1", by=carol))
        ask = f"Why does the mesh drop every night at two, case {turn}?"
        tells_at_once(app, path, lambda ask=ask: questions.ask(ask, BODY, ["mesh"], by=alice))  # type: ignore[misc]
        before = warm(app, path)
        services.add_up()
        assert warm(app, path) == before


@both_databases
def test_a_day_ends(app: Flask, carol: Actor) -> None:
    midnight = (clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    turns_at(app, "/transparency", midnight, before=midnight - timedelta(seconds=20))
