"""The two formulas of stars, held against worked examples and against laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.answers import rules

VECTORS = [
    ((0, 0, 0, 0, 0), 3.500, 2.047),
    ((0, 0, 0, 0, 1), 3.750, 2.404),
    ((0, 0, 0, 0, 5), 4.250, 3.296),
    ((0, 0, 2, 3, 5), 4.033, 3.370),
    ((1, 0, 0, 0, 9), 4.233, 3.455),
    ((0, 0, 0, 0, 10), 4.500, 3.819),
    ((5, 0, 0, 0, 5), 3.167, 2.247),
    ((0, 0, 0, 0, 50), 4.864, 4.660),
]
distributions = st.tuples(*[st.integers(0, 500)] * 5)


@pytest.mark.parametrize(("distribution", "shown", "score"), VECTORS)
def test_worked_examples(distribution: tuple[int, ...], shown: float, score: float) -> None:
    assert rules.shown_mean(distribution, site_mean=3.5) == pytest.approx(shown, abs=5e-4)
    assert rules.sort_score(distribution) == pytest.approx(score, abs=5e-4)


@given(distributions, st.floats(1, 5))
def test_both_stay_between_one_and_five(distribution: tuple[int, ...], site_mean: float) -> None:
    assert 1 - 1e-9 <= rules.shown_mean(distribution, site_mean=site_mean) <= 5 + 1e-9
    assert -1 < rules.sort_score(distribution) <= 5


@given(distributions)
def test_one_more_perfect_rating_never_lowers_the_shown_mean(distribution: tuple[int, ...]) -> None:
    better = (*distribution[:4], distribution[4] + 1)
    before = rules.shown_mean(distribution, site_mean=3.5)
    assert rules.shown_mean(better, site_mean=3.5) >= before - 1e-12


@given(distributions)
def test_the_score_never_exceeds_the_pseudo_mean(distribution: tuple[int, ...]) -> None:
    count = sum(distribution)
    mean = sum(s * (n + 1) for s, n in zip(rules.STARS, distribution, strict=True)) / (count + 5)
    assert rules.sort_score(distribution) <= mean + 1e-12
