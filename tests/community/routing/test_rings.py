"""Helpers are asked in rings: the best first, each once, never more than they like, never when they sleep."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions import queries as questions
from community.questions import services as asking
from community.questions.models import Question
from community.routing import invited, inviting, queries, rings
from community.routing.models import Invitation, Need
from community.routing.rings import Helping, Ring
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once

PLAN = (Ring(timedelta(), 5), Ring(timedelta(minutes=15), 10), Ring(timedelta(minutes=45), 20))
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
moments = st.integers(0, 4_000_000).map(lambda minutes: NOON - timedelta(minutes=minutes))
times = st.times().map(lambda each: each.replace(second=0, microsecond=0))


@given(st.integers(0, 4), st.integers(0, 10_000))
def test_rings_are_called_in_order_and_never_too_early(called: int, minutes: int) -> None:
    due = rings.due_ring(called, timedelta(minutes=minutes), PLAN)
    assert due in {None, called + 1}
    if due is not None:
        assert timedelta(minutes=minutes) >= PLAN[called].after


@given(times, times, moments, st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York"]))
def test_a_moment_is_quiet_in_the_hours_or_in_those_turned_round_but_never_in_both(
    start: time, end: time, moment: datetime, zone: str
) -> None:
    one = Helping(quiet_from=start, quiet_to=end).is_quiet(moment, zone)
    other = Helping(quiet_from=end, quiet_to=start).is_quiet(moment, zone)
    assert (one != other) == (start != end)


def test_quiet_hours_run_over_midnight_where_the_helper_lives() -> None:
    night = Helping(quiet_from=time(22), quiet_to=time(8))
    assert night.is_quiet(datetime(2026, 11, 30, 15, tzinfo=UTC), "Asia/Shanghai")  # 23:00 there
    assert not night.is_quiet(datetime(2026, 11, 30, 15, tzinfo=UTC), "UTC")


@given(st.lists(st.tuples(moments, st.booleans()), max_size=20), moments)
def test_whoever_reacts_is_never_rested(asked: list[tuple[datetime, bool]], now: datetime) -> None:
    newest_first = sorted(asked, reverse=True)
    ignored = rings.ignored_in_a_row(newest_first, now)
    assert ignored <= len(asked)
    if newest_first and newest_first[0][1]:
        assert ignored == 0
    assert rings.rest_after(ignored) <= rings.rest_after(ignored + 1)


@given(st.dictionaries(st.text(max_size=12), st.one_of(st.none(), st.integers(), st.text(max_size=8))))
def test_whatever_stands_in_the_settings_is_no_error(kept: dict[str, object]) -> None:
    helping = Helping.of({"helping": kept})
    assert Helping.of({"helping": helping.plain()}) == helping


Ask = Callable[..., Question]


@pytest.fixture
def ask(alice: Actor) -> Ask:
    def asked(number: int = 1, by: Actor = alice, tag: str = "router") -> Question:
        with unit_of_work():
            return asking.ask(
                f"Why does the {tag} lose its name at night, case {number}?",
                f"Since Tuesday the {tag} shows another name at {number} in the morning. I restarted it twice.",
                [tag],
                by=by,
            )

    return asked


@pytest.fixture
def helpers(member: MakeMember, ask: Ask, bob: Actor) -> list[Member]:
    """Forty members who have answered about routers, the later the better."""
    found = [member(f"helper{number}") for number in range(40)]
    with clock.at(NOON - timedelta(days=2)):
        first = ask(99, by=bob)
    for number, each in enumerate(found):
        with clock.at(NOON - timedelta(days=1, minutes=60 - number)), unit_of_work():
            answers.answer(
                questions.question_or_404(first.id),
                f"Set the name again under Settings, then save and wait for {number} minutes until it is back.",
                by=actor_of(each),
            )
    return found


def asked_for(question: Question) -> list[Invitation]:
    need = queries.need_of(question.id)
    assert need is not None
    return list(db.session.query(Invitation).filter_by(need_id=need.id).order_by(Invitation.id))


def test_five_are_asked_at_once_ten_more_later_and_nobody_twice(ask: Ask, helpers: list[Member]) -> None:
    with clock.at(NOON):
        question = ask()
    for minutes, expected in ((0, 5), (14, 5), (16, 15), (44, 15), (46, 35), (90, 35)):
        worker.tick(NOON + timedelta(minutes=minutes))
        assert len(asked_for(question)) == expected
    people = [each.member_id for each in asked_for(question)]
    assert len(set(people)) == len(people)
    assert db.session.query(Notification).filter_by(kind="invitation").count() == len(people)


def test_a_run_that_was_missed_calls_all_rings_that_are_due(ask: Ask, helpers: list[Member]) -> None:
    with clock.at(NOON):
        question = ask()
    worker.tick(NOON + timedelta(minutes=50))
    assert [each.ring for each in asked_for(question)].count(3) == PLAN[2].helpers


def test_an_answer_ends_the_calls_and_is_noted(ask: Ask, helpers: list[Member]) -> None:
    with clock.at(NOON):
        question = ask()
        inviting.call_all(NOON)
        first = asked_for(question)[0]
        with unit_of_work():
            answers.answer(
                questions.question_or_404(question.id),
                "The name comes from the second band; switch it off and the first one stays.",
                by=Actor(member_id=first.member_id, confirmed=True),
            )
    worker.tick(NOON + timedelta(minutes=50))
    assert len(asked_for(question)) == PLAN[0].helpers
    assert asked_for(question)[0].answered_at is not None


def test_the_asker_the_sleeping_and_those_who_want_none_are_left_alone(
    ask: Ask, helpers: list[Member]
) -> None:
    asker, night, none = helpers[39], helpers[38], helpers[37]
    with unit_of_work():
        inviting.choose(
            db.session.get_one(Member, night.id), a_day=None, quiet_from="11:00", quiet_to="13:00"
        )
        inviting.choose(db.session.get_one(Member, none.id), a_day=0, quiet_from="", quiet_to="")
    with clock.at(NOON):
        question = ask(by=actor_of(asker))
    worker.tick(NOON)
    people = {each.member_id for each in asked_for(question)}
    assert len(people) == PLAN[0].helpers
    assert not people & {asker.id, night.id, none.id}


def test_those_who_write_another_language_are_not_asked(
    ask: Ask, helpers: list[Member], alice: Actor
) -> None:
    with clock.at(NOON), unit_of_work():
        question = asking.ask(
            "路由器晚上总是自己改名字怎么办？",
            "从周二开始，每天凌晨路由器的名字都会变成另一个，重启了两次也没有用。",
            ["router"],
            by=alice,
        )
    worker.tick(NOON)
    assert asked_for(question) == []


def test_nobody_is_asked_more_often_a_day_than_they_like(ask: Ask, helpers: list[Member]) -> None:
    with unit_of_work():
        for each in helpers:
            inviting.choose(db.session.get_one(Member, each.id), a_day=1, quiet_from="", quiet_to="")
    with clock.at(NOON):
        asked = [ask(number) for number in range(10)]
    worker.tick(NOON)
    taken = [each.member_id for question in asked for each in asked_for(question)]
    assert len(taken) == len(set(taken)) == len(helpers)


def test_not_for_me_costs_nothing_and_the_path_tells_the_asker_how_many_were_asked(
    ask: Ask, helpers: list[Member], alice: Actor
) -> None:
    with clock.at(NOON):
        question = ask()
        inviting.call_all(NOON)
    first = asked_for(question)[0]
    with unit_of_work():
        inviting.decline(question.id, by=Actor(member_id=first.member_id, confirmed=True))
    assert invited.open_of(first.member_id) == []
    assert invited.count_of(first.need_id) == PLAN[0].helpers


def test_whoever_lets_invitations_lie_is_left_in_peace(
    ask: Ask, helpers: list[Member], member: MakeMember
) -> None:
    best = helpers[39]
    askers = [actor_of(member(f"asker{number}")) for number in range(4)]
    for day in range(3):
        with clock.at(NOON + timedelta(days=day)):
            question = ask(day, askers[day])
            inviting.call_all(clock.now())
            assert best.id in {each.member_id for each in asked_for(question)}
    with clock.at(NOON + timedelta(days=2, hours=13)):
        question = ask(9, askers[3])
        inviting.call_all(clock.now())
    assert best.id not in {each.member_id for each in asked_for(question)}


@both_databases
def test_three_workers_call_each_ring_once(app: Flask, ask: Ask, helpers: list[Member]) -> None:
    with clock.at(NOON):
        asked = [ask(number) for number in range(3)]

    def work() -> object:
        with clock.at(NOON):
            inviting.call_all(NOON)
        return None

    at_once(app, [work] * 3)
    assert [len(asked_for(question)) for question in asked] == [PLAN[0].helpers] * 3
    assert {
        need.ring_count for need in db.session.query(Need).filter(Need.question_id.in_([q.id for q in asked]))
    } == {1}


def test_what_is_no_time_or_no_number_is_refused(alice: Actor) -> None:
    me = db.session.get_one(Member, alice.id)
    for wrong in (
        {"a_day": 51, "quiet_from": "", "quiet_to": ""},
        {"a_day": None, "quiet_from": "25:00", "quiet_to": "08:00"},
        {"a_day": None, "quiet_from": "22:00", "quiet_to": ""},
    ):
        with pytest.raises(Invalid), unit_of_work():
            inviting.choose(me, **wrong)  # type: ignore[arg-type]
