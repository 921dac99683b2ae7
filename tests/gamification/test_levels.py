"""Levels: reached by quality, kept for two weeks of grace, and what they open is enforced."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from community.answers import services as answers
from community.kernel import clock
from community.kernel.db import db
from community.kernel.events import LevelChanged
from community.kernel.policy import Actor, Permission, may
from community.kernel.ports import standing_of
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.levels.catalogue import LEVELS, bars, privileges_at
from gamification.levels.handlers import Timer
from gamification.levels.rules import (
    GRACE,
    Bar,
    Held,
    LevelRecord,
    earned,
    meets,
    missing,
    next_standing,
    share,
)
from gamification.levels.services import look_at_everyone
from gamification.reputation.models import MemberStanding
from tests.conftest import actor_of
from tests.gamification.conftest import Thread

PRESETS = ("seed", "growing", "mature")
NOW = datetime(2026, 3, 4, tzinfo=UTC)
counts = st.integers(0, 400)
records = st.builds(
    LevelRecord, good_posts=counts, bad_posts=counts, good_care=counts, bad_care=counts, active_days=counts
)
presets = st.sampled_from(PRESETS)
GOOD = ("good_posts", "good_care", "active_days")


def better(record: LevelRecord, what: str, more: int = 1) -> LevelRecord:
    values = {name: getattr(record, name) for name in LevelRecord.__slots__}
    return LevelRecord(**(values | {what: values[what] + more}))


@given(records, presets, st.sampled_from(GOOD), st.integers(0, 4) | st.none())
def test_more_good_never_lowers_a_level(
    record: LevelRecord, preset: str, what: str, level: int | None
) -> None:
    held, wanted = Held(level), bars(preset)
    before = next_standing(held, record, wanted, NOW).level
    after = next_standing(held, better(record, what), wanted, NOW).level
    assert before is not None
    assert after is not None
    assert after >= before


@given(records, presets)
def test_what_is_missing_is_enough(record: LevelRecord, preset: str) -> None:
    for bar in bars(preset):
        lacking = missing(record, bar)
        assert lacking.nothing == meets(record, bar)
        done = better(record, "good_posts", lacking.good_posts)
        done = better(better(done, "good_care", lacking.care), "active_days", lacking.active_days)
        assert meets(done, bar)


@given(records, presets)
def test_a_level_asks_for_those_below_it(record: LevelRecord, preset: str) -> None:
    wanted = bars(preset)
    reached = earned(record, wanted)
    assert all(meets(record, bar) for bar in wanted[1 : reached + 1])


@pytest.mark.parametrize(("good", "bad", "expected"), [(0, 0, 0.5), (2, 0, 2 / 3), (8, 2, 10 / 14)])
def test_shares_are_drawn_towards_one_half(good: int, bad: int, expected: float) -> None:
    assert share(good, bad) == pytest.approx(expected)


def test_a_level_is_lost_only_after_two_weeks_below_nine_tenths() -> None:
    wanted = [Bar(), Bar(good_posts=10)]
    fine, close, low = (LevelRecord(good_posts=count) for count in (10, 9, 8))
    assert next_standing(Held(1), fine, wanted, NOW) == Held(1)
    assert next_standing(Held(1), close, wanted, NOW) == Held(1)
    warned = next_standing(Held(1), low, wanted, NOW)
    assert warned == Held(1, NOW)
    assert next_standing(warned, low, wanted, NOW + GRACE - timedelta(seconds=1)) == warned
    assert next_standing(warned, low, wanted, NOW + GRACE) == Held(0)
    assert next_standing(warned, close, wanted, NOW + GRACE) == Held(1)


def test_a_young_site_lets_everyone_take_part_at_once_and_others_do_not() -> None:
    assert [earned(LevelRecord(), bars(preset)) for preset in PRESETS] == [1, 0, 0]


@pytest.mark.parametrize("preset", ["seed", "growing", "mature"])
def test_each_level_asks_for_more_than_the_one_below(preset: str) -> None:
    asked = [bar.good_posts for bar in bars(preset)]
    assert asked == sorted(asked)


def test_privileges_are_never_lost_by_rising() -> None:
    for level in range(1, len(LEVELS)):
        assert privileges_at(level - 1) <= privileges_at(level)


def level_of(someone: Actor) -> int:
    db.session.rollback()
    return standing_of(someone.id).level


def test_accepted_answers_open_a_privilege(thread: Thread, alice: Actor, bob: Actor) -> None:
    assert not may(bob, Permission.RETAG)
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    assert level_of(bob) == 3
    risen = actor_of_again(bob)
    assert may(risen, Permission.RETAG)
    assert not may(risen, Permission.CLOSE)


def actor_of_again(someone: Actor) -> Actor:
    from community.accounts.models import Member

    return actor_of(db.session.get_one(Member, someone.id))


def test_stars_count_for_levels_once_they_are_a_day_old(thread: Thread, alice: Actor, bob: Actor) -> None:
    for answer in [thread(alice, bob) for _ in range(3)]:
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    look = Timer()
    now = clock.now()
    with clock.at(now + timedelta(hours=23)):
        look(clock.now())
    assert level_of(bob) == 1
    with clock.at(now + timedelta(hours=25)):
        look(clock.now())
    assert level_of(bob) == 2


def test_activity_that_ends_costs_a_level_after_the_grace(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    now, look = clock.now(), Timer()
    levels = []
    for days in (50, 101, 110, 116):
        with clock.at(now + timedelta(days=days)):
            look(clock.now())
            levels.append(level_of(bob))
    assert levels == [3, 3, 3, 2]
    row = db.session.get_one(MemberStanding, bob.id)
    assert row.below_since is None


def test_a_site_that_stood_still_catches_up_with_what_ripened(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    for answer in [thread(alice, bob) for _ in range(3)]:
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    with clock.at(clock.now() + timedelta(days=30)):
        Timer()(clock.now())
    assert level_of(bob) == 2


def test_a_level_that_is_reached_is_told_unless_the_past_was_brought_in(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    told: list[LevelChanged] = []
    app.extensions["huzhu_bus"].on(LevelChanged, told.append)
    for answer in [thread(alice, bob) for _ in range(3)]:
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    with clock.at(clock.now() + timedelta(days=2)):
        assert look_at_everyone() == 1
        assert look_at_everyone() == 0
    assert told == []
