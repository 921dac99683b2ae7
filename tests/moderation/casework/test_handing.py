"""What is handed over is taken in time or comes back; both hear of it, once."""

from datetime import timedelta

import pytest
from flask import Flask

from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.routing import services as routing
from community.routing.rules import MoveReason
from moderation.casework import handing, presence, queries, timers
from moderation.casework.models import HandOver
from moderation.desk import today
from moderation.escalation import noting, replying, working
from moderation.staff import services as staff
from tests.conftest import both_databases
from tests.moderation.casework.conftest import MONDAY, At, MakeAgent, OpenCase, case_now
from tests.parallel import at_once

HOUR = timedelta(hours=1)


@pytest.fixture
def giver(agent: MakeAgent) -> Actor:
    return agent("giver")


@pytest.fixture
def taker(agent: MakeAgent) -> Actor:
    return agent("taker")


@pytest.fixture
def handed(open_case: OpenCase, giver: Actor, taker: Actor, at: At) -> int:
    """A case that the giver hands to the taker at ten, for an hour."""
    case_id = open_case()
    at(MONDAY, lambda: working.claim(case_id, by=giver))
    at(MONDAY, lambda: handing.hand_over(case_id, by=giver, to=taker.id, note="She rings at two."))
    return case_id


def told(who: Actor) -> list[str]:
    db.session.expire_all()
    return [
        each.kind
        for each in db.session.query(Notification).filter_by(member_id=who.id).order_by(Notification.id)
        if each.kind in {"case-given", "case-back", "case-gone", "case-declined"}
    ]


def states() -> list[str]:
    db.session.expire_all()
    return [each.state for each in db.session.query(HandOver).order_by(HandOver.id)]


def test_what_nobody_takes_comes_back_once_and_both_hear_of_it(
    handed: int, giver: Actor, taker: Actor
) -> None:
    assert case_now(handed).owner_id == taker.id
    worker.tick(MONDAY + HOUR - timedelta(minutes=1))
    assert case_now(handed).owner_id == taker.id
    for minutes in (0, 1, 30):
        worker.tick(MONDAY + HOUR + timedelta(minutes=minutes))
    assert (case_now(handed).owner_id, states()) == (giver.id, ["returned"])
    assert told(giver) == ["case-back"]
    assert told(taker) == ["case-given", "case-gone"]


def test_the_time_stands_still_while_no_staff_are_there(
    open_case: OpenCase, giver: Actor, taker: Actor, at: At
) -> None:
    case_id, friday = open_case(), MONDAY.replace(day=27, hour=17, minute=30)
    at(friday, lambda: working.claim(case_id, by=giver))
    made = at(
        friday, lambda: handing.hand_over(case_id, by=giver, to=taker.id, note="Until Monday.", minutes=60)
    )
    assert isinstance(made, HandOver)
    assert made.return_at == friday.replace(month=11, day=30, hour=9, minute=30)


@pytest.mark.parametrize("deed", ["accept", "note", "reply", "wait"])
def test_whoever_works_on_it_has_taken_it(handed: int, taker: Actor, at: At, deed: str) -> None:
    deeds = {
        "accept": lambda: handing.accept(handed, by=taker),
        "note": lambda: noting.note(handed, "I ring her.", by=taker),
        "reply": lambda: replying.reply(handed, "We are sorry, and ring you at two.", by=taker),
        "wait": lambda: working.wait(handed, by=taker),
    }
    at(MONDAY, deeds[deed])
    worker.tick(MONDAY + timedelta(days=2))
    assert (case_now(handed).owner_id, states()) == (taker.id, ["accepted"])


def test_opening_it_gives_the_same_time_once_more_but_is_no_answer(
    handed: int, giver: Actor, taker: Actor
) -> None:
    with clock.at(MONDAY + timedelta(minutes=50)):
        presence.see(handed, by=taker)
    with clock.at(MONDAY + timedelta(minutes=100)):
        presence.see(handed, by=taker)
    worker.tick(MONDAY + timedelta(minutes=105))
    assert case_now(handed).owner_id == taker.id
    worker.tick(MONDAY + timedelta(minutes=110))
    assert (case_now(handed).owner_id, states()) == (giver.id, ["returned"])


def test_declining_needs_a_reason_that_the_giver_reads(
    handed: int, giver: Actor, taker: Actor, at: At
) -> None:
    with pytest.raises(Invalid):
        at(MONDAY, lambda: handing.decline(handed, " ", by=taker))
    at(MONDAY, lambda: handing.decline(handed, "I am off at noon.", by=taker))
    assert (case_now(handed).owner_id, states()) == (giver.id, ["declined"])
    said = db.session.query(Notification).filter_by(member_id=giver.id, kind="case-declined").one()
    assert said.data["why"] == "I am off at noon."
    with pytest.raises(Conflict):
        at(MONDAY, lambda: handing.accept(handed, by=taker))


def test_it_goes_to_the_queue_where_the_giver_is_gone(handed: int, giver: Actor) -> None:
    with clock.at(MONDAY), unit_of_work():
        staff.keep(giver.id, staff.Given(away_until="2026-12-24T09:00"), by=giver)
    worker.tick(MONDAY + HOUR)
    assert case_now(handed).owner_id is None


def test_a_team_gets_it_as_a_whole_and_one_of_it_takes_it(
    open_case: OpenCase, giver: Actor, taker: Actor, at: At
) -> None:
    case_id = open_case()
    at(MONDAY, lambda: handing.hand_over(case_id, by=giver, team="accounts", note="An order."))
    assert (case_now(case_id).owner_id, case_now(case_id).team) == (None, "accounts")
    with clock.at(MONDAY):
        assert [each.case_id for each, _question in queries.waiting_for_actor(taker)] == [case_id]
        assert queries.waiting_for_actor(giver) == []
    at(MONDAY, lambda: working.claim(case_id, by=taker))
    worker.tick(MONDAY + timedelta(days=1))
    assert (case_now(case_id).owner_id, states()) == (taker.id, ["accepted"])


def test_it_stands_among_what_was_given_today(handed: int, giver: Actor, taker: Actor) -> None:
    with clock.at(MONDAY + HOUR):
        assert [each.id for each in today.day_of(taker).given] == [handed]
        assert today.day_of(giver).given == []


def test_what_goes_on_to_tier_2_before_anybody_took_it_was_taken_by_nobody(
    open_case: OpenCase, giver: Actor, at: At
) -> None:
    case_id = open_case()
    at(MONDAY, lambda: handing.hand_over(case_id, by=giver, team="accounts", note="An order."))
    question_id = case_now(case_id).question_id
    at(MONDAY, lambda: routing.move(question_id, MoveReason.SAFETY, rule="safety"))
    assert (case_now(case_id).tier, case_now(case_id).owner_id, states()) == (2, None, ["settled"])


def test_a_team_that_leaves_it_loses_it(open_case: OpenCase, giver: Actor, at: At) -> None:
    case_id = open_case()
    team = case_now(case_id).team
    at(MONDAY, lambda: handing.hand_over(case_id, by=giver, team="accounts", note="An order."))
    worker.tick(MONDAY + HOUR)
    assert (case_now(case_id).owner_id, case_now(case_id).team) == (giver.id, team)


def test_what_is_settled_meanwhile_never_comes_back(handed: int, taker: Actor, at: At) -> None:
    at(MONDAY, lambda: working.resolve(handed, by=taker))
    worker.tick(MONDAY + timedelta(days=1))
    assert (case_now(handed).state, states()) == ("resolved", ["accepted"])


def test_it_is_refused_without_a_word_to_an_absent_one_or_to_another_tier(
    open_case: OpenCase, giver: Actor, agent: MakeAgent, at: At
) -> None:
    case_id, away = open_case(), agent("away", takes_cases=False)
    for given in (
        {"to": away.id, "note": "x"},
        {"to": giver.id, "note": "x"},
        {"team": "safety", "note": "x"},
        {"to": away.id, "note": " "},
    ):
        with pytest.raises((Invalid, Conflict)):
            at(MONDAY, lambda given=given: handing.hand_over(case_id, by=giver, **given))
    assert states() == []


@both_databases
def test_three_workers_bring_it_back_once(app: Flask, handed: int, giver: Actor, taker: Actor) -> None:
    late = MONDAY + HOUR

    def work() -> None:
        with clock.at(late):
            timers.bring_back(late)

    at_once(app, [work] * 3)
    assert (case_now(handed).owner_id, states()) == (giver.id, ["returned"])
    assert told(giver) == ["case-back"]


@both_databases
def test_taking_it_and_its_return_at_once_leave_one_truth(
    app: Flask, open_case: OpenCase, giver: Actor, taker: Actor, at: At
) -> None:
    cases = [open_case(number) for number in range(6)]
    for case_id in cases:
        at(
            MONDAY,
            lambda case_id=case_id: handing.hand_over(case_id, by=giver, team="accounts", note="An order."),
        )
    late = MONDAY + HOUR
    told_by: list[object] = []

    def returning() -> None:
        with clock.at(late):
            timers.bring_back(late)

    def taking() -> None:
        with clock.at(late):
            for case_id in reversed(cases):
                try:
                    with unit_of_work():
                        working.claim(case_id, by=taker)
                except Conflict as refused:
                    told_by.append(refused.params["name"])

    at_once(app, [returning, taking, returning])
    assert set(told_by) <= {"Giver"}
    db.session.expire_all()
    for found in db.session.query(HandOver):
        owner = case_now(found.case_id).owner_id
        assert owner == {"accepted": taker.id, "returned": giver.id}[found.state]
