"""What reports weigh, when they hide a post, and how the bar is learnt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.flags import rules
from moderation.flags.rules import FlagState, Report

VECTORS = [(20, 0.9, 7.2), (20, 0.7, 0.0), (20, 0.4, -4.6), (6, 1.0, 6.5), (100, 0.9, 11.1), (5, 1.0, 0.0)]
BASE = 12.5
REPORTS = st.lists(
    st.builds(
        Report,
        st.floats(0, 20),
        spam=st.booleans(),
        strong=st.booleans(),
        young=st.booleans(),
        found_fine=st.booleans(),
    ),
    max_size=12,
)


@pytest.mark.parametrize(("decided", "share", "bonus"), VECTORS)
def test_worked_examples(decided: int, share: float, bonus: float) -> None:
    assert rules.accuracy_bonus(round(decided * share), decided) == pytest.approx(bonus, abs=0.05)


@given(st.integers(0, 5), st.integers(0, 5))
def test_few_decided_reports_say_nothing(upheld: int, decided: int) -> None:
    assert rules.accuracy_bonus(min(upheld, decided), decided) == 0


@given(st.integers(0, 5), st.integers(6, 500), st.data())
def test_a_better_record_never_weighs_less(level: int, decided: int, data: st.DataObject) -> None:
    upheld = data.draw(st.integers(0, decided - 1))
    assert rules.weight_of(level, upheld + 1, decided) >= rules.weight_of(level, upheld, decided) >= 0


@given(st.floats(0, 1000), st.booleans(), st.booleans())
def test_one_person_alone_never_hides_a_post(weight: float, strong: bool, newcomer: bool) -> None:
    assert not rules.hides([Report(weight, spam=True, strong=strong)], BASE, newcomer=newcomer)


def test_the_bar_is_six_ninths_of_the_base() -> None:
    assert not rules.hides([Report(4.1), Report(4.2)], BASE)
    assert rules.hides([Report(4.1), Report(4.3)], BASE)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=200))
def test_young_accounts_alone_never_hide_a_post(weights: list[float]) -> None:
    assert not rules.hides([Report(each, spam=True, young=True) for each in weights], BASE, newcomer=True)


@given(REPORTS, REPORTS, st.booleans())
def test_one_more_report_never_shows_a_post_again(
    some: list[Report], more: list[Report], newcomer: bool
) -> None:
    if rules.hides(some, BASE, newcomer=newcomer):
        assert rules.hides([*some, *more], BASE, newcomer=newcomer)


@given(REPORTS)
def test_what_was_found_fine_needs_double(reports: list[Report]) -> None:
    grown = [Report(each.weight) for each in reports]
    again = [Report(each.weight, found_fine=True) for each in reports]
    assert rules.total_weight(again, BASE) == pytest.approx(rules.total_weight(grown, BASE) / 2)


def test_advertising_by_a_newcomer_goes_the_short_way_with_two_people() -> None:
    strong, plain = Report(4, spam=True, strong=True), Report(1, spam=True)
    assert rules.hides([strong, plain], BASE, newcomer=True)
    assert not rules.hides([strong, plain], BASE, newcomer=False)
    assert not rules.hides([plain, plain], BASE, newcomer=True)
    assert not rules.hides([strong, Report(1, spam=True, young=True)], BASE, newcomer=True)
    assert not rules.hides([strong, Report(1)], BASE, newcomer=True)


@given(st.integers(1, 100), st.integers(0, 300), st.integers(0, 300))
def test_the_daily_number_follows_the_record(usual: int, upheld: int, dismissed: int) -> None:
    number = rules.reports_a_day(usual, upheld, upheld + dismissed)
    assert 1 <= number <= usual * rules.MOST_A_DAY
    assert rules.reports_a_day(usual, upheld + 1, upheld + 1 + dismissed) >= number
    assert rules.reports_a_day(usual, upheld, upheld + dismissed + 1) <= number


def test_standing_makes_up_for_a_new_account() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    assert rules.is_young(now - timedelta(days=2), 1, now, 7)
    assert not rules.is_young(now - timedelta(days=2), 2, now, 7)
    assert not rules.is_young(now - timedelta(days=7), 0, now, 7)
    assert not rules.is_young(now, 0, now, 0)


WEIGHTS = st.lists(st.floats(0, 200), max_size=60)


@given(WEIGHTS, st.floats(5, 50), st.floats(0, 1))
def test_the_base_moves_by_a_tenth_at_most_and_stays_in_its_bounds(
    weights: list[float], current: float, share: float
) -> None:
    learnt = rules.learnt_base(weights, current, set_to=BASE, share=share, few=15)
    assert current * 0.9 - 0.01 <= learnt <= current * 1.1 + 0.01
    if BASE / 2 <= current <= BASE * 4:
        assert BASE / 2 - 0.01 <= learnt <= BASE * 4 + 0.01


def test_the_base_waits_for_enough_and_then_goes_to_what_the_site_shows() -> None:
    def days(weights: list[float], many: int) -> float:
        current = BASE
        for _day in range(many):
            current = rules.learnt_base(weights, current, set_to=BASE, share=0.5, few=15)
        return current

    assert days([20.0] * 14, 50) == BASE
    assert days([20.0] * 15, 1) == 13.75
    assert days([20.0] * 15, 50) == 20.0
    assert days([1.0] * 15, 50) == BASE / 2  # posts are hidden at the bar: it must not chase itself


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0, 1), st.floats(0, 1))
def test_a_percentile_lies_among_the_values_and_grows(values: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert min(values) <= rules.percentile(values, low) <= rules.percentile(values, high) <= max(values)


def test_whoever_reported_has_a_word_after_the_outcome_and_after_each_answer() -> None:
    assert not rules.may_write(FlagState.OPEN, mine=0, theirs=0)
    assert rules.may_write(FlagState.OPEN, mine=0, theirs=1)
    assert rules.may_write(FlagState.DISMISSED, mine=0, theirs=0)
    assert not rules.may_write(FlagState.DISMISSED, mine=1, theirs=0)
    assert rules.may_write(FlagState.DISMISSED, mine=1, theirs=1)
    assert not rules.may_write(FlagState.WITHDRAWN, mine=0, theirs=3)
