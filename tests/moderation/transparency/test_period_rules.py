"""Waits, bars and small numbers of the public counts."""

import itertools
from collections import Counter
from datetime import date, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from moderation.transparency import rules

TODAY = date(2026, 5, 4)
waits = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=60)


@given(waits)
def test_the_median_is_true_to_a_tenth(seconds: list[int]) -> None:
    counts = Counter(f"wait:review:{rules.bucket(each)}" for each in seconds)
    found = rules.wait(counts, "review")
    assert found.count == len(seconds)
    assert found.median is not None
    low, high = sorted(seconds)[(len(seconds) - 1) // 2], median(seconds)
    assert min(low, high) * 0.9 - 2 <= found.median <= max(low, high) * 1.1 + 2


@given(waits)
def test_nine_of_ten_is_never_less_than_half(seconds: list[int]) -> None:
    found = rules.wait(Counter(f"wait:review:{rules.bucket(each)}" for each in seconds), "review")
    assert found.median is not None
    assert found.ninetieth is not None
    assert found.median <= found.ninetieth


@given(
    st.sampled_from(sorted(rules.PERIODS)),
    st.dictionaries(st.integers(0, 400), st.integers(1, 9), max_size=30),
)
def test_every_day_of_a_period_is_in_one_bar(days: int, done: dict[int, int]) -> None:
    by_day = {TODAY - timedelta(days=ago): Counter({"x": count}) for ago, count in done.items()}
    steps = rules.steps(by_day, TODAY, days)
    assert sum(step.days for step in steps) == days
    assert (steps[0].first, steps[-1].last) == (TODAY - timedelta(days=days - 1), TODAY)
    assert all(after.first == before.last + timedelta(days=1) for before, after in itertools.pairwise(steps))
    assert rules.total(steps)["x"] == sum(count for ago, count in done.items() if ago < days)


@given(st.integers(0, 100))
def test_a_small_number_is_not_told(count: int) -> None:
    assert rules.guarded(count) == (count if count == 0 or count >= rules.FEWEST else None)
