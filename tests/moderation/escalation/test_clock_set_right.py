"""After a clock that was fast is set right, what was asked under it waits for the community no longer than usual."""

from datetime import timedelta

from flask import Flask

from community.kernel import clock, worker
from community.routing.models import Stage
from tests.conftest import both_databases
from tests.moderation.escalation.conftest import CALM, Ask
from tests.moderation.escalation.test_edges import MONDAY, cases, need


@both_databases
def test_a_question_asked_under_it_reaches_staff_in_time(app: Flask, ask: Ask) -> None:
    with clock.at(MONDAY + timedelta(days=3)):
        question = ask(CALM)
    worker.tick(MONDAY)
    worker.tick(MONDAY + timedelta(hours=5))
    assert need(question).stage == Stage.TIER_1
    assert len(cases(question)) == 1
