"""Levels: reached by quality, kept for two weeks of grace, and what they open is enforced."""

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.answers import services as answers
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.events import LevelChanged
from community.kernel.policy import Actor, Permission, may
from community.kernel.ports import standing_of
from community.kernel.unit_of_work import unit_of_work
from community.notifications.queries import inbox
from community.ratings import services as ratings
from gamification.levels.catalogue import LEVELS, bars, privileges_at
from gamification.levels.handlers import Timer
from gamification.levels.queries import records_of
from gamification.levels.rules import (
    GRACE,
    KEPT_FROM,
    Bar,
    Held,
    LevelRecord,
    earned,
    kept_bar,
    lacking,
    lost_at,
    meets,
    missing,
    next_standing,
    parts,
    progress,
    share,
    short_of,
)
from gamification.levels.services import look_at_everyone
from gamification.reputation.models import MemberStanding
from gamification.reputation.rulings import lift, uphold_pair, void
from gamification.standing.way import way_of
from tests.conftest import SignIn, actor_of
from tests.gamification.conftest import Thread, on_both_databases

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


@given(records, presets, st.sampled_from(GOOD), st.integers(0, 4), st.integers(0, 20))
def test_more_good_never_lowers_a_level_that_is_below_its_bar(
    record: LevelRecord, preset: str, what: str, level: int, days: int
) -> None:
    held, wanted = Held(level, NOW - timedelta(days=days)), bars(preset)
    before = next_standing(held, record, wanted, NOW).level or 0
    after = next_standing(held, better(record, what), wanted, NOW).level or 0
    assert after >= before
    assert earned(better(record, what), wanted) >= earned(record, wanted)


@given(records, presets, st.sampled_from(GOOD))
def test_more_good_brings_the_next_level_nearer(record: LevelRecord, preset: str, what: str) -> None:
    for bar in bars(preset):
        assert 0 <= progress(record, bar) <= progress(better(record, what), bar) <= 1
        assert (progress(record, bar) == 1) == meets(record, bar)
        assert all(part.done < 1 for part in parts(record, bar) if part.have < part.want)


@given(records, presets, st.integers(0, 4), st.integers(0, 30 * 24 * 3600))
def test_a_level_below_its_bar_ends_after_the_grace_to_the_second(
    record: LevelRecord, preset: str, level: int, seconds: int
) -> None:
    wanted = bars(preset)
    kept = earned(record, wanted, KEPT_FROM)
    held = Held(level, NOW)
    after = next_standing(held, record, wanted, NOW + timedelta(seconds=seconds))
    if kept >= level:
        assert after == Held(max(level, earned(record, wanted)))
        assert short_of(level, record, wanted) is None
    elif timedelta(seconds=seconds) < GRACE:
        assert after == held
        assert lost_at(after) == NOW + GRACE
    else:
        assert after == Held(kept), "down to the level that is still kept, no further"
        bar = short_of(level, record, wanted)
        assert bar is not None
        assert lacking(record, bar) is not None
        assert not missing(record, bar).nothing


@given(records, presets)
def test_a_level_just_reached_is_not_lost_at_once(record: LevelRecord, preset: str) -> None:
    wanted = bars(preset)
    reached = next_standing(Held(None), record, wanted, NOW)
    assert next_standing(reached, record, wanted, NOW + 2 * GRACE) == reached


@given(records, presets)
def test_what_keeps_a_level_is_nine_tenths_of_what_reaches_it(record: LevelRecord, preset: str) -> None:
    for bar in bars(preset):
        assert meets(record, kept_bar(bar)) == meets(record, bar, KEPT_FROM)


@given(records)
def test_a_mature_site_never_gives_a_higher_level_than_a_younger_one(record: LevelRecord) -> None:
    seed, growing, mature = (earned(record, bars(preset)) for preset in PRESETS)
    assert seed >= growing >= mature


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


def test_the_command_that_looks_at_the_clock_ends_a_level_to_the_second(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    db.session.remove()
    below = clock.now() + timedelta(days=110)

    def ticks(at: datetime) -> int:
        # The clock of the timer is that of the process; each command is one of its own.
        app.extensions["huzhu_ticks"][:] = [
            replace(tick, run=Timer()) if tick.name.startswith("levels") else tick
            for tick in app.extensions["huzhu_ticks"]
        ]
        worker.tick(at)
        return level_of(bob)

    assert ticks(below) == 3
    assert ticks(below + GRACE - timedelta(seconds=1)) == 3
    assert ticks(below + GRACE) == 2


def test_levels_are_told_up_and_down_with_the_reason(
    app: Flask, client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    now = clock.now()
    for days in (110, 125):
        with clock.at(now + timedelta(days=days)):
            Timer()(clock.now())
    told = [each for each in inbox(bob, 1).items if each.kind == "level"]
    assert [each.data["title"] for each in told] == [["Contributor"], ["Curator"], ["Contributor"]]
    page = " ".join(html.unescape(sign_in(client, bob).get("/notifications").text).split())
    assert "Your level is “Curator” now: what you gave has helped others" in page
    assert "Your level is “Contributor” now: you have written on fewer days lately" in page
    with app.app_context():  # a context keeps the language of its first request
        page = html.unescape(
            sign_in(app.test_client(), bob).get("/notifications", headers={"Accept-Language": "zh"}).text
        )
    assert "你现在的等级是“贡献者”" in page
    sent = client.post(f"/notifications/{told[0].id}")
    assert sent.location.endswith("/levels")


def test_until_when_a_level_can_be_kept_is_told(
    app: Flask, client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    below = clock.now() + timedelta(days=105)
    with clock.at(below):
        Timer()(clock.now())
        row = db.session.get(MemberStanding, bob.id, populate_existing=True)
        way = way_of(bob.id, row)
    assert way.level.slug == "curator"
    assert way.ends == below + GRACE
    assert way.to_keep is not None
    assert way.to_keep.active_days == 3
    db.session.rollback()
    with clock.at(below):
        page = sign_in(client, bob).get("/levels").text
        own = client.get("/members/bob").text
        other = app.test_client().get("/members/bob").text
    for told in (page, own):
        assert "You keep Curator until" in told
        assert "3 more days on which you write something" in told
    assert "You keep Curator until" not in other


def test_stars_that_are_taken_back_are_noticed_at_once(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: Callable[[int], list[Actor]]
) -> None:
    given = [thread(each, bob) for each in people(3)]
    for answer, each in zip(given, people(3), strict=True):
        with unit_of_work():
            ratings.rate(answer, 5, by=each)
    with clock.at(clock.now() + timedelta(days=2)):
        Timer()(clock.now())
        assert level_of(bob) == 2
        with unit_of_work():
            ratings.rate(given[0], 1, by=people(3)[0])
            ratings.withdraw(given[1], by=people(3)[1])
        db.session.rollback()
        row = db.session.get(MemberStanding, bob.id, populate_existing=True)
        assert row is not None
        assert row.below_since is not None


@on_both_databases
def test_what_was_ruled_out_counts_for_no_level(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: Callable[[int], list[Actor]]
) -> None:
    given = [thread(each, bob) for each in people(3)]
    for answer, each in zip(given, people(3), strict=True):
        with unit_of_work():
            ratings.rate(answer, 5, by=each)
    accepted = thread(alice, bob)
    with unit_of_work():
        answers.accept(accepted, by=alice)
    with clock.at(clock.now() + timedelta(days=2)):
        assert records_of([bob.id])[bob.id].good_posts == 4
        with unit_of_work():
            uphold_pair(bob.id, people(3)[0].id, by=alice, reason="They rate each other only.")
        assert records_of([bob.id])[bob.id].good_posts == 3
        with unit_of_work():
            void({f"accepted:{accepted.id}": bob.id}, source="finding:1", reason="Copied.", by=alice)
        assert records_of([bob.id])[bob.id].good_posts == 2
        with unit_of_work():
            lift("finding:1", reason="It was not.", by=alice)
        assert records_of([bob.id])[bob.id].good_posts == 3


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
