"""How sure one can be of a rule, and which threshold its verdicts speak for."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moderation.rulebook.rules import LEAST_SPARED, LOST_WEIGHS, Verdict, proposal, wilson

verdicts = st.lists(st.builds(Verdict, st.floats(0, 1), st.booleans()), max_size=80)
bounds = st.integers(20, 90).map(lambda each: each / 100)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_stays_within_nothing_and_all(good: int, more: int) -> None:
    low, high = wilson(good, good + more)
    assert 0 <= low <= high <= 1
    if good + more:
        assert low <= good / (good + more) + 1e-9
        assert good / (good + more) <= high + 1e-9


@given(st.integers(1, 200), st.integers(2, 10))
def test_more_of_the_same_makes_surer(total: int, times: int) -> None:
    low, high = wilson(total // 2, total)
    surer_low, surer_high = wilson(total // 2 * times, total * times)
    assert surer_high - surer_low <= high - low + 1e-9


def test_known_intervals() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(20, 20)[1] == pytest.approx(1.0)


@given(bounds, verdicts, st.integers(1, 40))
def test_what_is_proposed_is_worth_it_and_counted_rightly(
    bound: float, judged: list[Verdict], least: int
) -> None:
    found = proposal(bound, judged, least=least)
    counted = [each for each in judged if each.score >= bound]
    if len(counted) < least:
        assert found is None
    if found is None:
        return
    assert found.proposed > bound
    below = [each for each in counted if each.score < found.proposed]
    assert found.spared == sum(not each.right for each in below) >= LEAST_SPARED
    assert found.lost == sum(each.right for each in below)
    assert found.spared > LOST_WEIGHS * found.lost
    assert (found.wrong, found.right) == (
        sum(not each.right for each in counted),
        sum(each.right for each in counted),
    )


@given(bounds, verdicts)
def test_no_other_threshold_would_have_been_better(bound: float, judged: list[Verdict]) -> None:
    found = proposal(bound, judged, least=1)
    counted = [each for each in judged if each.score >= bound]
    assume(counted)
    best = 0.0 if found is None else found.spared - LOST_WEIGHS * found.lost
    top = min(0.95, max(each.score for each in counted))
    for hundredth in range(int(bound * 100) + 1, 96):
        place = hundredth / 100
        if place <= bound or place > top:
            continue
        spared = sum(each.score < place and not each.right for each in counted)
        lost = sum(each.score < place and each.right for each in counted)
        if spared >= LEAST_SPARED:
            assert spared - LOST_WEIGHS * lost <= best


@given(bounds, st.lists(st.builds(Verdict, st.floats(0.95, 1), st.just(True)), min_size=40, max_size=80))
def test_where_all_was_right_nothing_is_spared_by_looking_at_less(
    bound: float, judged: list[Verdict]
) -> None:
    assert proposal(bound, judged, least=20) is None
    lower = proposal(bound, judged, least=20, missed=[bound - 0.02])
    if lower is not None:
        assert lower.proposed < bound
        assert lower.unknown == 1


def test_the_sentence_of_a_proposal_has_its_numbers() -> None:
    judged = [Verdict(0.55, right=False)] * 11 + [Verdict(0.8, right=False)] * 3
    judged += [Verdict(0.56, right=True)] + [Verdict(0.9, right=True)] * 39
    found = proposal(0.5, judged, least=20)
    assert found is not None
    assert (found.before, found.spared, found.wrong, found.lost, found.right) == (0.5, 11, 14, 0, 40)
    assert found.proposed == 0.56
