"""One case, one owner: taken once by thirty at once, and taken over only with a reason and a ground."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from community.comments import services as comments
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.queries import post_or_404
from community.questions import services as questions
from moderation.audit.checking import chain_breaches
from moderation.casework import presence, taking_over
from moderation.casework.taking_over import Ground
from moderation.escalation import queries, replying, working
from moderation.escalation.models import Case, CaseAssignment
from moderation.staff import services as staff
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.casework.conftest import ANGRY, MONDAY, At, MakeAgent, OpenCase, case_now
from tests.parallel import at_once


@both_databases
@pytest.mark.slow
def test_thirty_agents_claim_a_hundred_cases_and_each_is_taken_once(
    app: Flask, alice: Actor, member: MakeMember
) -> None:
    with unit_of_work():
        for number in range(100):
            questions.ask(f"{ANGRY[0]} {number}", f"{ANGRY[1]} Number {number}.", ["wifi"], by=alice)
    found = [case_id for (case_id,) in db.session.query(Case.id)]
    agents = [actor_of(member(f"agent{number}", role="agent")) for number in range(30)]
    names = {f"Agent{number}" for number in range(30)}
    assert len(found) == 100

    def claiming(agent: Actor, seed: int) -> Callable[[], tuple[list[int], list[object]]]:
        order = random.Random(seed).sample(found, len(found))

        def run() -> tuple[list[int], list[object]]:
            won: list[int] = []
            lost: list[object] = []
            for case_id in order[: 100 if seed < 4 else 12]:  # a few go for all, the others for some
                try:
                    with unit_of_work():
                        working.claim(case_id, by=agent)
                    won.append(case_id)
                except Conflict as refused:
                    lost.append(refused.params["name"])
            return won, lost

        return run

    outcomes = at_once(app, [claiming(agent, number) for number, agent in enumerate(agents)])
    taken = Counter(case_id for won, _lost in outcomes for case_id in won)  # type: ignore[misc]
    assert taken == Counter(found)
    assert {name for _won, lost in outcomes for name in lost} <= names  # type: ignore[misc]
    assert Counter(each.case_id for each in db.session.query(CaseAssignment)) == Counter(found)
    assert chain_breaches(db.session()) == []
    assert queries.breaches(db.session()) == []


def test_looking_at_a_case_keeps_nobody_from_taking_it(open_case: OpenCase, agent: MakeAgent, at: At) -> None:
    case_id, looking, taking = open_case(), agent("looking"), agent("taking")
    with clock.at(MONDAY):
        presence.see(case_id, by=looking, typing=True)
    at(MONDAY, lambda: working.claim(case_id, by=taking))
    assert case_now(case_id).owner_id == taking.id


def test_taking_over_needs_a_ground_and_a_reason_that_the_other_reads(
    open_case: OpenCase, agent: MakeAgent, at: At
) -> None:
    case_id, had, wants = open_case(), agent("had"), agent("wants")
    at(MONDAY, lambda: working.claim(case_id, by=had))
    with pytest.raises(NotAllowed, match="Had has this case"):
        at(MONDAY, lambda: taking_over.take_over(case_id, "I know it.", by=wants))
    with clock.at(MONDAY), unit_of_work():
        staff.keep(had.id, staff.Given(away_until="2026-11-25T09:00"), by=had)
    with pytest.raises(Invalid):
        at(MONDAY, lambda: taking_over.take_over(case_id, " ", by=wants))
    at(MONDAY, lambda: taking_over.take_over(case_id, "The customer waits.", by=wants))
    assert case_now(case_id).owner_id == wants.id
    told = db.session.query(Notification).filter_by(member_id=had.id, kind="case-taken").one()
    assert told.data["why"] == "The customer waits."
    with pytest.raises(Conflict):
        at(MONDAY, lambda: replying.reply(case_id, "Mine still?", by=had))


def test_a_lead_may_always_and_others_once_the_owner_is_silent_for_long(
    open_case: OpenCase, agent: MakeAgent, member: MakeMember, at: At
) -> None:
    case_id, had, wants = open_case(), agent("had"), agent("wants")
    admin = actor_of(member("ida", role="admin"))
    at(MONDAY, lambda: working.claim(case_id, by=had))
    with clock.at(MONDAY), unit_of_work():
        staff.keep(wants.id, staff.Given(is_lead=True), by=wants)
    with clock.at(MONDAY):
        assert taking_over.ground_for(case_now(case_id), wants) is None  # nobody makes themselves a lead
        assert taking_over.ground_for(case_now(case_id), admin) is Ground.LEAD
    with clock.at(MONDAY + timedelta(hours=3)):
        presence.see(case_id, by=had)
    with clock.at(MONDAY + timedelta(hours=5)):
        assert taking_over.ground_for(case_now(case_id), wants) is None
    with clock.at(MONDAY + timedelta(hours=7, minutes=1)):
        assert taking_over.ground_for(case_now(case_id), wants) is Ground.UNRESPONSIVE
    with unit_of_work():
        staff.keep(wants.id, staff.Given(is_lead=True), by=admin)
    with clock.at(MONDAY):
        assert taking_over.ground_for(case_now(case_id), wants) is Ground.LEAD


@pytest.mark.parametrize("answered", [True, False])
def test_the_time_in_which_the_customer_had_to_answer_is_no_silence_of_the_owner(
    open_case: OpenCase, agent: MakeAgent, alice: Actor, at: At, *, answered: bool
) -> None:
    case_id, had, wants = open_case(), agent("had"), agent("wants")
    if answered:
        at(MONDAY, lambda: replying.reply(case_id, "Which router is it?", by=had))
    else:
        at(MONDAY, lambda: working.claim(case_id, by=had))
    at(MONDAY, lambda: working.wait(case_id, by=had))
    asked, wrote = post_or_404(case_now(case_id).question_id), MONDAY + timedelta(days=2)
    at(wrote, lambda: comments.comment(asked, "It is the white one with two aerials.", by=alice))
    with clock.at(wrote + timedelta(hours=1)):
        assert case_now(case_id).state == "open"
        assert taking_over.ground_for(case_now(case_id), wants) is None
    with clock.at(wrote + timedelta(hours=5)):
        assert taking_over.ground_for(case_now(case_id), wants) is Ground.UNRESPONSIVE


def test_nobody_gives_away_what_another_has_but_a_lead(
    open_case: OpenCase, agent: MakeAgent, member: MakeMember, at: At
) -> None:
    case_id, had, other = open_case(), agent("had"), agent("other")
    admin = actor_of(member("ida", role="admin"))
    at(MONDAY, lambda: working.claim(case_id, by=had))
    with pytest.raises(Conflict, match="Already taken by Had"):
        at(MONDAY, lambda: working.assign(case_id, other.id, by=other))
    at(MONDAY, lambda: working.assign(case_id, other.id, by=admin))
    assert case_now(case_id).owner_id == other.id
    assert db.session.query(Notification).filter_by(member_id=other.id, kind="case-given").count() == 1
