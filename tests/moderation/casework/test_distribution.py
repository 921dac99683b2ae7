"""Cases that nobody has find somebody: on arrival and again later, once, never beyond capacity."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel import clock, jobs, worker
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from moderation.casework import distributing, queries, timers
from moderation.casework.models import HandOver
from moderation.casework.rules import Lack
from moderation.escalation import working
from moderation.escalation.models import Case, CaseAssignment
from tests.community.many import copies, many
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.casework.conftest import ANGRY_ZH, MONDAY, At, MakeAgent, OpenCase, case_now
from tests.parallel import at_once

SOON = MONDAY + timedelta(minutes=1)


def mode(app: Flask, number: int, **more: float) -> None:
    app.extensions["huzhu_thresholds"].update(case_distribution=number, **more)


def owners() -> Counter[int | None]:
    db.session.expire_all()
    return Counter(case.owner_id for case in db.session.query(Case))


def test_by_hand_nothing_is_given_out_but_it_says_whom_it_would_suit(
    app: Flask, open_case: OpenCase, agent: MakeAgent
) -> None:
    somebody, case_id = agent("omar"), open_case()
    worker.tick(SOON)
    assert owners() == {None: 1}
    best = queries.best_for(case_now(case_id))
    assert not isinstance(best, Lack)
    assert best.member_id == somebody.id


def test_a_case_goes_to_who_speaks_its_language_and_the_reason_is_kept(
    app: Flask, open_case: OpenCase, agent: MakeAgent
) -> None:
    mode(app, 2)
    first = open_case()  # makes the tag that is known
    agent("omar", languages=["en"])
    lin = agent("lin", languages=["en", "zh-Hans"], skills="wifi")
    mei = agent("mei", languages=["zh-Hans"])
    case_id = open_case(1, ANGRY_ZH)
    worker.tick(SOON)
    assert case_now(case_id).owner_id == mei.id  # whose first language it is
    kept = queries.last_assignment(case_id)
    assert kept is not None
    assert (kept.how, kept.why) == ("automatic", [["speaks", "zh-Hans"], ["load", "1/8"]])
    assert case_now(first).owner_id in {lin.id} | {case_now(first).owner_id}
    told = db.session.query(Notification).filter_by(member_id=mei.id, kind="case-assigned").one()
    assert told.data["case"] == case_id


def test_nobody_gets_more_than_they_carry_and_the_rest_waits_for_a_place(
    app: Flask, open_case: OpenCase, agent: MakeAgent, at: At
) -> None:
    mode(app, 2)
    ids = [open_case(number) for number in range(5)]
    small, none = agent("small", capacity="2"), agent("none", capacity="0")
    worker.tick(SOON)
    assert owners() == {small.id: 2, None: 3}
    assert owners()[none.id] == 0
    mine = next(each for each in ids if case_now(each).owner_id == small.id)
    at(SOON, lambda: working.resolve(mine, by=small))
    worker.tick(SOON + timedelta(minutes=5))
    assert owners()[None] == 3  # the next round is not due yet
    worker.tick(SOON + timedelta(minutes=20))
    assert owners()[None] == 2
    found = queries.best_for(case_now(next(each for each in ids if case_now(each).owner_id is None)))
    assert found is Lack.FULL


@pytest.mark.parametrize(
    "profile", [{"away_until": "2026-11-24T09:00"}, {"takes_cases": False}, {"days": ["5"]}]
)
def test_whoever_is_not_there_gets_nothing(
    app: Flask, open_case: OpenCase, agent: MakeAgent, profile: dict[str, object]
) -> None:
    mode(app, 2)
    with clock.at(MONDAY):
        agent("omar", **profile)
    open_case()
    worker.tick(SOON)
    assert owners() == {None: 1}


def test_an_offer_goes_to_the_next_one_until_somebody_takes_it(
    app: Flask, open_case: OpenCase, agent: MakeAgent, at: At
) -> None:
    mode(app, 1)
    one, two = agent("one"), agent("two")
    case_id = open_case()
    worker.tick(SOON)
    offer = queries.pending_of(case_id)
    assert offer is not None
    assert (offer.receiver_id, offer.is_offer, case_now(case_id).owner_id) == (one.id, True, None)
    worker.tick(SOON + timedelta(minutes=45))
    following = queries.pending_of(case_id)
    assert following is not None
    assert following.receiver_id == two.id
    at(SOON + timedelta(minutes=50), lambda: working.claim(case_id, by=two))
    db.session.expire_all()
    assert [each.state for each in db.session.query(HandOver).order_by(HandOver.id)] == [
        "returned",
        "accepted",
    ]
    assert case_now(case_id).owner_id == two.id


@both_databases
def test_an_offer_to_somebody_who_leaves_goes_to_the_next_one_at_once(
    app: Flask, open_case: OpenCase, agent: MakeAgent, member: MakeMember, at: At
) -> None:
    mode(app, 1)
    one, two, admin = agent("one"), agent("two"), actor_of(member("ida", role="admin"))
    case_id = open_case()
    worker.tick(SOON)
    offer = queries.pending_of(case_id)
    assert offer is not None
    assert offer.receiver_id == one.id
    at(SOON, lambda: accounts.set_role(db.session.get_one(Member, one.id), Role.MEMBER, by=admin))
    with clock.at(SOON):
        jobs.run_due(SOON)
    following = queries.pending_of(case_id)
    assert following is not None
    assert (following.receiver_id, following.is_offer) == (two.id, True)


def test_three_workers_at_once_give_each_case_once_and_overload_nobody(
    app: Flask, open_case: OpenCase, agent: MakeAgent
) -> None:
    mode(app, 2)
    ids = [open_case(number) for number in range(9)]
    crew = [agent(f"agent{number}", capacity="2") for number in range(3)]

    def work() -> None:
        with clock.at(SOON):
            distributing.round_of_all()
            timers.distribute(SOON)

    at_once(app, [work] * 3)
    held = owners()
    assert all(held[each.id] == 2 for each in crew)
    assert held[None] == 3
    given = Counter(each.case_id for each in db.session.query(CaseAssignment).filter_by(how="automatic"))
    assert set(given.values()) == {1}
    assert len(given) == 6
    assert set(given) <= set(ids)


def test_a_round_is_due_once_in_its_time(app: Flask) -> None:
    with clock.at(MONDAY), unit_of_work():
        pass
    assert [distributing.due(MONDAY), distributing.due(MONDAY + timedelta(minutes=14))] == [True, False]
    assert distributing.due(MONDAY + timedelta(minutes=15))
    assert distributing.due(MONDAY - timedelta(hours=5)), "a clock that was fast is put right"


@both_databases
def test_what_nobody_can_have_stands_in_nobody_s_way(
    app: Flask, open_case: OpenCase, agent: MakeAgent
) -> None:
    mode(app, 2)
    foreign, last = open_case(1), open_case(2)
    stuck = many(case_now(foreign).question_id, 501)
    with unit_of_work():
        alike = [
            {"id": each, "need_id": each, "question_id": each, "lang": "zh-Hans", "points": 500}
            for each in stuck
        ]
        copies(Case, foreign, alike)
    two = agent("two", languages=["en"])
    with clock.at(SOON):
        distributing.round_of_all()
    assert case_now(last).owner_id == two.id


def test_a_case_that_cannot_be_given_out_stands_in_no_other_s_way(
    app: Flask, open_case: OpenCase, agent: MakeAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = open_case(0), open_case(1)
    mode(app, 2)
    agent("omar")
    give = distributing.give_out

    def broken(case_id: int) -> bool:
        if case_id == first:
            raise RuntimeError
        return give(case_id)

    monkeypatch.setattr(distributing, "give_out", broken)
    with clock.at(SOON):
        assert distributing.round_of_all() == 1
    assert [case_now(each).owner_id is None for each in (first, second)] == [True, False]
