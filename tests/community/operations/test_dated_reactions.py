"""A reaction to an event with a moment in it that fails costs the deed nothing, and can be told again."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from community.kernel import events, faults
from community.kernel.bus import bus, publish
from community.kernel.db import db
from community.kernel.events import Event
from community.kernel.faults import FailedReaction
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import both_databases

DUE = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATE = events.CaseLate(
    case_id=1, question_id=1, clock_id=1, clock="first-response", due_at=DUE, tier=1, owner_id=None
)
EVENTS = (
    events.ReviewUndone(
        item_id=1, post_id=2, author_id=None, decision="hide", decided_at=DUE, suggester_id=None, by_id=3
    ),
    events.FlagsOverdue(flag_ids=(1, 2), post_ids=()),
    events.CaseAssigned(
        case_id=1,
        question_id=2,
        owner_id=3,
        before_id=None,
        how="given",
        by_id=None,
        note="2026-11-27T12:00:00+00:00",
        why=(("skill", "mesh"), ("load", "2")),
    ),
)


def fails(_event: Event) -> None:
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


@both_databases
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_kind_of_field_comes_back_as_it_was(app: Flask, event: Event) -> None:
    with unit_of_work():
        faults.record(fails, event)
    db.session.expire_all()
    assert faults.event_of(db.session.scalars(select(FailedReaction)).one()) == event
