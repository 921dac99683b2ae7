"""The rules of levels, as laws: more good never harms, the grace is exact, presets are in order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamification.levels.catalogue import LEVELS, bars, privileges_at
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
