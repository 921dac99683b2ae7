"""A reaction to an event with a moment in it that fails costs the deed nothing, and can be told again."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from community.kernel import events, faults
from community.kernel.bus import bus, publish
from community.kernel.db import db
from community.kernel.faults import FailedReaction
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import both_databases

DUE = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATE = events.CaseLate(
    case_id=1, question_id=1, clock_id=1, clock="first-response", due_at=DUE, tier=1, owner_id=None
)


def fails(_event: events.CaseLate) -> None:
    message = "the bell is broken"
    raise RuntimeError(message)


@both_databases
def test_a_failed_reaction_to_a_late_case_is_kept_and_told_again(app: Flask) -> None:
    bus()._handlers[events.CaseLate].clear()
    bus().forgiving = True
    bus().on_best_effort(events.CaseLate, fails)
    with unit_of_work():
        publish(LATE)
    fault = db.session.scalars(select(FailedReaction)).one()
    assert faults.event_of(fault) == LATE
