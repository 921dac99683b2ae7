"""Laws of rewards: never above the budget, equal for equals, never less for more, never a hard stop."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gamification.campaigns.rewards import Purse, claim, payments, rewards

scores = st.dictionaries(st.integers(1, 40), st.integers(1, 5_000), max_size=12)
purses = st.builds(Purse, st.integers(0, 20_000), st.integers(1, 50), st.integers(1, 300))
ledgers = st.lists(st.tuples(st.integers(1, 8), st.integers(-50, 50).filter(bool)), max_size=20)


@given(scores, purses)
def test_never_more_than_the_budget_is_owed(found: dict[int, int], purse: Purse) -> None:
    owed = rewards(found, purse)
    assert sum(owed.values()) <= purse.budget
    assert all(each >= 0 for each in owed.values())


@given(scores, purses)
def test_equal_scores_earn_the_same_and_better_ones_never_less(found: dict[int, int], purse: Purse) -> None:
    owed = rewards(found, purse)
    by_score = sorted((score, owed[member]) for member, score in found.items())
    assert all(
        low[1] <= high[1] and (low[0] < high[0] or low[1] == high[1]) for low, high in pairwise(by_score)
    )


@given(scores.filter(bool), purses, st.integers(1, 900))
def test_a_higher_score_never_earns_its_member_less(found: dict[int, int], purse: Purse, more: int) -> None:
    member = min(found)
    better = {**found, member: found[member] + more}
    assert rewards(better, purse)[member] >= rewards(found, purse)[member]


@given(st.integers(0, 10_000), st.integers(1, 300))
def test_every_further_point_counts_and_none_more_than_the_one_before(score: int, band: int) -> None:
    step = claim(score + 1, band) - claim(score, band)
    assert 0 < claim(score + 2, band) - claim(score + 1, band) <= step <= 1


def test_the_bands_double_and_their_rate_halves() -> None:
    assert [claim(score, 50) for score in (50, 150, 350, 351)] == [50, 100, 150, 150 + Fraction(1, 8)]


def test_a_rich_purse_pays_claims_and_a_poor_one_the_same_part_of_them() -> None:
    found = {1: 50, 2: 50, 3: 150}
    assert rewards(found, Purse(1_000, 2, 50)) == {1: 100, 2: 100, 3: 200}
    assert rewards(found, Purse(100, 2, 50)) == {1: 25, 2: 25, 3: 50}
    assert rewards(found, Purse(0, 2, 50)) == {1: 0, 2: 0, 3: 0}


@given(st.dictionaries(st.integers(1, 8), st.integers(0, 90)), ledgers)
def test_payments_bring_the_ledger_to_what_is_owed_and_then_none_are_left(
    owed: dict[int, int], paid: list[tuple[int, int]]
) -> None:
    lines = payments(owed, paid)
    settled = [*paid, *lines.items()]
    assert payments(owed, settled) == {}
    assert sum(amount for _member, amount in settled) == sum(owed.values())
