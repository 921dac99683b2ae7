"""However many needs nobody can serve: those behind them are reached in the same run."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing import inviting, queries, reps, services
from community.routing.models import Move, MoveReason, Need, Stage
from moderation.escalation import silence
from tests.community.many import copies, many
from tests.community.routing.conftest import ask
from tests.community.routing.test_rings import NOON
from tests.conftest import both_databases

STUCK = 501


def stage_of(question_id: int) -> str:
    db.session.expire_all()
    found = queries.need_of(question_id)
    assert found is not None
    return found.stage


def failing(deed: Callable[..., Any], stuck: set[int]) -> Callable[..., Any]:
    def tried(question_id: int, *given: Any, **named: Any) -> Any:
        if question_id in stuck:
            message = "it cannot be done"
            raise RuntimeError(message)
        return deed(question_id, *given, **named)

    return tried


@pytest.fixture
def stuck_before(app: Flask, alice: Actor) -> tuple[set[int], int]:
    """Many questions for which nothing can be done, and one that comes after them all."""
    with clock.at(NOON):
        *stuck, last = many(ask(1, alice).id, STUCK + 1)
    with unit_of_work():
        db.session.query(Need).filter(Need.question_id.in_(stuck)).update(
            {"stage_since": NOON - timedelta(minutes=1)}, synchronize_session=False
        )
    return set(stuck), last


@both_databases
def test_helpers_are_called(stuck_before: tuple[set[int], int], monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, last = stuck_before
    called: list[int] = []
    monkeypatch.setattr(inviting, "call_ring", failing(lambda each, _now: called.append(each), stuck))
    inviting.call_all(NOON)
    assert last in called


@both_databases
def test_silence_is_heard(stuck_before: tuple[set[int], int], monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, last = stuck_before
    looked_at: list[int] = []

    def look(question_id: int, _cutoff: datetime) -> None:
        looked_at.append(question_id)

    monkeypatch.setattr(silence, "_look", failing(look, stuck))
    with clock.at(NOON + timedelta(hours=5)):
        silence.lift_unanswered(NOON + timedelta(hours=5))
    assert last in looked_at


@both_databases
def test_customer_reps_give_back_what_they_left_lying(
    stuck_before: tuple[set[int], int], bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, last = stuck_before
    with clock.at(NOON), unit_of_work():
        taken = services.move(last, MoveReason.REP_TOOK, rule="rep", by=bob)
        assert taken is not None
        copies(Move, taken.id, [{"id": each, "need_id": each} for each in stuck])
        db.session.query(Need).filter(Need.question_id.in_(stuck)).update({"stage": Stage.REP})
    monkeypatch.setattr(services, "move", failing(services.move, stuck))
    reps.end_leases(NOON + timedelta(hours=1))
    assert stage_of(last) == Stage.CROWD
