"""Three clocks of a case: they start, stand still, end, are late once, and follow what the case becomes."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from community.kernel import clock, events, worker
from community.kernel.bus import Bus
from community.kernel.db import db
from community.kernel.errors import NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from moderation.audit.models import ModerationLogEntry
from moderation.casework import passing
from moderation.escalation import in_force, working
from moderation.escalation.models import RuleSetting
from moderation.escalation.terms import Mode
from moderation.sla import queries, services
from moderation.sla.models import CasePromise, SlaPolicy
from tests.moderation.sla.conftest import MONDAY, Matter

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def plain_terms(app: Flask) -> None:
    """4 hours to the first answer, 2 to the next, 20 to the end; urgent ones half of it.

    Nor does it make a matter more urgent that its customer writes several times.
    """
    with unit_of_work():
        off = {"given": {"mode": Mode.OFF}, "changed_at": MONDAY}
        db.session.add(RuleSetting(rule="repeated-contact", **off))
        services.furnish()
        for policy in db.session.query(SlaPolicy):
            urgent = policy.name == "Urgent"
            policy.first_response, policy.next_response, policy.resolution = (
                (120, 60, 600) if urgent else (240, 120, 1200)
            )
    in_force.forget()


@pytest.fixture
def heard(app: Flask) -> list[events.Event]:
    """Everything that was told of clocks."""
    told: list[events.Event] = []
    bus: Bus = app.extensions["huzhu_bus"]
    bus.on(events.CaseLate, told.append)
    bus.on(events.CaseDueSoon, told.append)
    return told


def calm(matter: Matter) -> None:
    """Let the case fall under a policy that is not the urgent one."""
    matter.changes(MONDAY, severity=0.3, anger=0.0)


def test_two_clocks_run_from_the_beginning_and_the_case_is_due_with_the_first(matter: Matter) -> None:
    calm(matter)
    assert matter.states() == {"first-response": "running", "resolution": "running"}
    assert matter.clock("first-response").due_at == MONDAY + 4 * HOUR
    assert matter.clock("resolution").due_at == MONDAY + 2 * DAY + 2 * HOUR
    assert (matter.case.clock, matter.case.due_at) == ("first-response", MONDAY + 4 * HOUR)


def test_an_answer_meets_the_first_clock_and_keeps_what_it_took(matter: Matter) -> None:
    calm(matter)
    matter.replies(MONDAY + HOUR)
    met = matter.clock("first-response")
    assert (met.state, met.used_minutes, met.target_minutes) == ("met", 60, 240)
    assert met.ended_at == MONDAY + HOUR
    assert (matter.case.clock, matter.case.due_at) == ("resolution", matter.clock("resolution").due_at)


def test_the_next_answer_is_due_from_the_oldest_message_and_no_other_resets_it(matter: Matter) -> None:
    calm(matter)
    matter.writes(MONDAY + MINUTE)  # the first answer is owed anyway
    assert "next-response" not in matter.states()
    matter.replies(MONDAY + HOUR)
    for minutes in (120, 130, 150):
        matter.writes(MONDAY + minutes * MINUTE)
        assert matter.clock("next-response").due_at == MONDAY + 240 * MINUTE
    assert matter.case.clock == "next-response"
    matter.replies(MONDAY + 200 * MINUTE)
    assert (matter.states()["next-response"], matter.clock("next-response").used_minutes) == ("met", 80)
    matter.writes(MONDAY + 300 * MINUTE)
    again = matter.clock("next-response")
    assert (again.round, again.due_at) == (2, MONDAY + 420 * MINUTE)


def test_a_thank_you_asks_for_no_answer_but_ends_the_waiting(matter: Matter) -> None:
    calm(matter)
    matter.replies(MONDAY + HOUR)
    matter.waits(MONDAY + HOUR)
    matter.writes(MONDAY + 2 * HOUR, "Thank you so much!")
    assert matter.case.state == "open"
    assert "next-response" not in matter.states()


def test_no_clock_runs_while_the_customer_is_waited_for(matter: Matter) -> None:
    calm(matter)
    matter.waits(MONDAY + HOUR)
    assert set(matter.states().values()) == {"paused"}
    assert (matter.case.due_at, matter.clock("first-response").used_minutes) == (None, 60)
    worker.tick(MONDAY + 20 * DAY)
    assert matter.clock("first-response").breached_at is None
    matter.resumes(MONDAY + DAY)
    assert matter.case.due_at == MONDAY + DAY + 3 * HOUR


def test_a_word_of_the_customer_ends_the_waiting_but_not_being_on_hold(matter: Matter) -> None:
    calm(matter)
    matter.replies(MONDAY + HOUR)
    matter.waits(MONDAY + HOUR)
    matter.writes(MONDAY + DAY)
    assert matter.case.state == "open"
    assert matter.clock("next-response").due_at == MONDAY + DAY + 2 * HOUR
    matter.replies(MONDAY + DAY + HOUR)
    matter.waits(MONDAY + DAY + HOUR, on_hold=True)
    matter.writes(MONDAY + DAY + 2 * HOUR)
    assert matter.case.state == "on-hold"
    assert (matter.clock("next-response").state, matter.clock("next-response").due_at) == ("paused", None)
    matter.resumes(MONDAY + 2 * DAY)
    assert matter.clock("next-response").due_at == MONDAY + 2 * DAY + 2 * HOUR


def test_another_priority_counts_from_the_start_with_what_was_used(matter: Matter) -> None:
    calm(matter)
    matter.waits(MONDAY + HOUR)
    matter.resumes(MONDAY + 3 * HOUR)  # one hour used
    matter.changes(MONDAY + 3 * HOUR + 30 * MINUTE, severity=1.0, anger=1.0)
    first = matter.clock("first-response")
    assert (first.target_minutes, first.round) == (120, 1)
    assert first.due_at == MONDAY + 4 * HOUR
    assert matter.clock("resolution").target_minutes == 600
    promise = queries.promise_of(matter.id)
    assert promise is not None
    assert promise.policy_name == "Urgent"


def test_waiting_alone_shortens_no_promise(matter: Matter) -> None:
    matter.changes(MONDAY, severity=0.1, anger=0.0)
    before = matter.clock("resolution").due_at
    worker.tick(MONDAY + 2 * DAY)
    assert matter.case.priority < "P4"
    matter.changes(MONDAY + 2 * DAY)
    assert matter.clock("resolution").due_at == before


def test_specialists_owe_a_first_answer_of_their_own(matter: Matter) -> None:
    calm(matter)
    matter.replies(MONDAY + HOUR)
    told = {"happens": "It dies.", "tried": "Three units.", "needed": "A look at the log."}
    matter.at(MONDAY + 2 * HOUR, lambda case: passing.pass_on(case.id, told, by=matter.dave))
    first = matter.clock("first-response")
    assert (first.round, first.state, first.started_at) == (2, "running", MONDAY + 2 * HOUR)


def test_who_passes_it_on_unanswered_keeps_the_customer_waiting_as_before(matter: Matter) -> None:
    calm(matter)
    told = {"happens": "It dies.", "tried": "Three units.", "needed": "A look at the log."}
    matter.at(MONDAY + HOUR, lambda case: passing.pass_on(case.id, told, by=matter.dave))
    first = matter.clock("first-response")
    assert (first.round, first.started_at) == (1, MONDAY)
    assert first.due_at == MONDAY + first.target_minutes * MINUTE


def test_a_closed_case_has_no_clock_and_a_reopened_one_counts_anew(matter: Matter) -> None:
    calm(matter)
    matter.replies(MONDAY + HOUR)
    matter.at(MONDAY + 2 * HOUR, lambda case: working.resolve(case.id, by=matter.dave))
    assert (matter.states(), matter.case.due_at) == ({"first-response": "met", "resolution": "met"}, None)
    assert matter.clock("resolution").used_minutes == 120
    with clock.at(MONDAY + DAY), unit_of_work():
        working.reopen(matter.id, by=matter.dave)
    again = matter.clock("first-response")
    assert (again.round, again.started_at) == (2, MONDAY + DAY)
    assert again.due_at == MONDAY + DAY + again.target_minutes * MINUTE
    assert matter.clock("resolution").round == 2


def test_a_warning_comes_before_and_a_breach_once(matter: Matter, heard: list[events.Event]) -> None:
    calm(matter)
    worker.tick(MONDAY + 179 * MINUTE)
    assert heard == []
    for minutes in (181, 200, 239):
        worker.tick(MONDAY + minutes * MINUTE)
    assert [(type(each).__name__, each.clock) for each in heard] == [  # type: ignore[attr-defined]
        ("CaseDueSoon", "first-response")
    ]
    for minutes in (241, 242, 300):
        worker.tick(MONDAY + minutes * MINUTE)
    (late,) = heard[1:]
    assert isinstance(late, events.CaseLate)
    assert (late.case_id, late.clock, late.due_at) == (matter.id, "first-response", MONDAY + 4 * HOUR)
    kinds = [each.kind for each in db.session.query(Notification).filter_by(member_id=matter.dave.id)]
    assert sorted(kinds) == ["case-due", "case-late", "case-urgent"]
    assert db.session.query(ModerationLogEntry).filter_by(act="case-late").count() == 1


def test_only_the_owner_is_told_where_there_is_one(matter: Matter, member: object) -> None:
    calm(matter)
    other = member("oscar", role="agent")  # type: ignore[operator]
    matter.at(MONDAY, lambda case: working.claim(case.id, by=matter.dave))
    worker.tick(MONDAY + 190 * MINUTE)
    told = {each.member_id for each in db.session.query(Notification).filter_by(kind="case-due")}
    assert told == {matter.dave.id}
    assert other.id not in told


def test_a_run_that_was_missed_loses_nothing(matter: Matter, heard: list[events.Event]) -> None:
    calm(matter)
    matter.replies(MONDAY + 5 * HOUR)  # too late, and no timer has run
    first = matter.clock("first-response")
    assert (first.state, first.breached_at, first.used_minutes) == ("missed", MONDAY + 4 * HOUR, 300)
    worker.tick(MONDAY + 6 * HOUR)
    assert [type(each).__name__ for each in heard] == ["CaseLate"]


def test_what_runs_over_at_night_is_late_when_the_night_begins(matter: Matter) -> None:
    calm(matter)
    matter.replies(MONDAY + HOUR)
    matter.writes(MONDAY + 6 * HOUR)  # 16:00, due 18:00 when service ends
    due = MONDAY + 8 * HOUR
    assert matter.clock("next-response").due_at == due
    worker.tick(due)
    assert matter.clock("next-response").breached_at is None
    worker.tick(due + MINUTE)
    assert matter.clock("next-response").breached_at == due


def test_what_is_late_stays_late_through_a_pause(matter: Matter, heard: list[events.Event]) -> None:
    calm(matter)
    worker.tick(MONDAY + 5 * HOUR)
    matter.waits(MONDAY + 5 * HOUR)
    matter.resumes(MONDAY + DAY)
    worker.tick(MONDAY + DAY + HOUR)
    assert matter.case.due_at == MONDAY + 4 * HOUR
    matter.replies(MONDAY + DAY + HOUR)
    assert matter.clock("first-response").state == "missed"
    assert [each.clock for each in heard if isinstance(each, events.CaseLate)] == ["first-response"]


def test_what_is_not_promised_has_no_clock(matter: Matter) -> None:
    with unit_of_work():
        for policy in db.session.query(SlaPolicy):
            policy.first_response = policy.resolution = None
    with clock.at(MONDAY + DAY), unit_of_work():
        working.resolve(matter.id, by=matter.dave)
    with clock.at(MONDAY + DAY), unit_of_work():
        working.reopen(matter.id, by=matter.dave)
    assert (matter.case.due_at, queries.unended(matter.id)) == (None, {})
    matter.replies(MONDAY + DAY + HOUR)
    matter.writes(MONDAY + DAY + 2 * HOUR)
    assert set(queries.unended(matter.id)) == {"next-response"}


def test_a_case_from_before_gets_its_promises_at_the_next_tick(matter: Matter) -> None:
    matter.replies(MONDAY + HOUR)
    with unit_of_work():
        db.session.query(CasePromise).delete()
        for each in queries.clocks_of(matter.id):
            db.session.delete(each)
    worker.tick(MONDAY + 2 * HOUR)
    assert set(queries.unended(matter.id)) == {"resolution"}
    assert matter.clock("resolution").started_at == MONDAY + 2 * HOUR


def test_ticks_look_only_at_what_is_due(matter: Matter, app: Flask) -> None:
    plan = db.session.execute(
        text(
            "EXPLAIN QUERY PLAN SELECT id, case_id FROM case_clocks WHERE state = 'running' "
            "AND breached_at IS NULL AND due_at < '2026-01-01' ORDER BY due_at LIMIT 500"
        )
    ).all()
    assert "ix_case_clocks_due" in str(plan)
    assert matter.case.weigh_at is not None
    assert matter.case.weigh_at > MONDAY


def test_nobody_but_staff_stops_a_clock(matter: Matter, alice: Actor) -> None:
    with pytest.raises(NotAllowed):
        matter.at(MONDAY, lambda case: working.wait(case.id, by=alice))
    assert "paused" not in matter.states().values()
