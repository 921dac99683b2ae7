"""Spot checks and pauses as rules."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.shares import interval
from moderation.review.rules import Decision
from moderation.reviewers import rules
from moderation.reviewers.rules import Expected

DAYS = (3, 7)


def _pause(results: list[bool], pauses: int = 0) -> rules.Pause | None:
    return rules.pause_after(results, pauses, failed=3, of=10, days=DAYS)


@pytest.mark.parametrize(
    ("decision", "expected", "passed"),
    [
        (Decision.APPROVE, Expected.APPROVE, True),
        (Decision.APPROVE, Expected.REMOVE, False),
        (Decision.REFUSE, Expected.REMOVE, True),
        (Decision.SPAM, Expected.REMOVE, True),
        (Decision.SPAM, Expected.APPROVE, False),
        (Decision.STAFF, Expected.APPROVE, None),
        (Decision.STAFF, Expected.REMOVE, None),
    ],
)
def test_what_passes(decision: Decision, expected: Expected, passed: bool | None) -> None:
    assert rules.passes(decision, expected) is passed


@given(st.integers(0, 10**14))
def test_none_is_due_where_a_site_wants_none(chance: int) -> None:
    assert not rules.is_due(chance, 0)


def test_one_in_ten_is_due() -> None:
    assert sum(rules.is_due(each, 10) for each in range(1000)) == 100


def test_pauses_grow_longer_and_then_wait_for_a_moderator() -> None:
    missed = [False, True, False, False]
    assert _pause(missed, 0) == rules.Pause(1, timedelta(days=3))
    assert _pause(missed, 1) == rules.Pause(2, timedelta(days=7))
    assert _pause(missed, 2) == rules.Pause(3, None)
    assert _pause([False, False, *[True] * 8, False]) is None  # the third lies further back


@given(st.lists(st.booleans(), max_size=30), st.integers(0, 5))
def test_one_more_passed_check_never_brings_a_pause(results: list[bool], pauses: int) -> None:
    if _pause(results, pauses) is None:
        assert _pause([True, *results], pauses) is None


@given(st.lists(st.booleans(), max_size=30), st.integers(0, 5))
def test_a_pause_needs_as_many_missed_checks_as_the_site_says(results: list[bool], pauses: int) -> None:
    if _pause(results, pauses) is not None:
        assert results[:10].count(False) >= 3


def test_who_decides_faster_than_one_reads_is_hasty() -> None:
    assert rules.is_hasty([1.0] * 6 + [30.0] * 4, least=3)
    assert not rules.is_hasty([1.0] * 4 + [30.0] * 6, least=3)
    assert not rules.is_hasty([1.0] * 9, least=3)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share_and_narrows(good: int, total: int) -> None:
    good = min(good, total)
    found = interval(good, total)
    many = interval(good * 10, total * 10)
    assert found is not None
    assert many is not None
    assert 0 <= found.low <= found.share + 1e-9
    assert found.share <= found.high + 1e-9 <= 1 + 2e-9
    assert many.high - many.low <= found.high - found.low + 1e-9
    assert interval(0, 0) is None


def test_five_of_five_is_not_certainty() -> None:
    found = interval(5, 5)
    assert found is not None
    assert (found.share, round(found.low, 2)) == (1.0, 0.57)
