"""After a clock that was fast is set right, a customer rep has what they took on for no longer than usual."""

from datetime import timedelta

import pytest
from flask import Flask

from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.ports import ports
from community.kernel.unit_of_work import unit_of_work
from community.questions.queries import question_or_404
from community.routing import queries, reps, upkeep
from community.routing.models import Stage
from tests.community.routing.conftest import ask
from tests.community.routing.test_rings import NOON
from tests.conftest import both_databases


class EveryoneIsRep:
    """A directory in which everybody holds every licence."""

    def is_rep(self, member_id: int, tags: object, lang: str) -> bool:
        return True


def stage_of(question_id: int) -> str:
    db.session.expire_all()
    found = queries.need_of(question_id)
    assert found is not None
    return found.stage


@both_databases
def test_what_was_taken_on_under_it_comes_back_in_time(
    app: Flask, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports(), "reps", EveryoneIsRep())
    with clock.at(NOON + timedelta(days=2)):
        question_id = ask(1, alice).id
        with unit_of_work():
            reps.take(question_or_404(question_id, for_update=True), by=bob)
    worker.tick(NOON)
    worker.tick(NOON + timedelta(minutes=10))
    assert stage_of(question_id) == Stage.REP
    worker.tick(NOON + timedelta(minutes=25))
    assert stage_of(question_id) == Stage.CROWD


@both_databases
def test_clocks_that_agree_nearly_are_left_alone(app: Flask, alice: Actor) -> None:
    moment = NOON + timedelta(minutes=1)
    with clock.at(moment):
        question_id = ask(1, alice).id
    upkeep.call_back(NOON)
    found = queries.need_of(question_id)
    assert found is not None
    assert found.stage_since == moment
