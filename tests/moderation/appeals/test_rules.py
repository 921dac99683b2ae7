"""Laws of appeals: the clock, who decides, and how texts are counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.appeals import rules

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
hours = st.floats(0, 500)


@given(hours, hours)
def test_waiting_moves_the_end_by_exactly_as_long(before: float, waited: float) -> None:
    due = NOW + timedelta(hours=before)
    since, now = NOW, NOW + timedelta(hours=waited)
    assert rules.due_after_waiting(due, since, now) - due == now - since
    assert rules.due_after_waiting(due, now, since) == due


@given(st.floats(-200, 200), hours)
def test_while_waiting_the_clock_shows_the_same(left: float, waited: float) -> None:
    due = NOW + timedelta(hours=left)
    later = NOW + timedelta(hours=waited)
    state, share = rules.clock(due, 72, later, waiting_since=NOW)
    assert state == "paused"
    assert share == rules.clock(due, 72, NOW, waiting_since=NOW)[1]


@given(st.floats(-200, 200))
def test_the_clock_is_late_exactly_when_its_time_is_over(left: float) -> None:
    state, share = rules.clock(NOW + timedelta(hours=left), 72, NOW, waiting_since=None)
    assert (state == "late") == (NOW + timedelta(hours=left) <= NOW)
    assert 0 <= share <= 1


@given(st.integers(1, 9), st.integers(1, 9), st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_only_a_stranger_to_the_matter_decides(
    person: int, appellant: int, deciders: set[int], flaggers: set[int]
) -> None:
    stranger = person not in {appellant, *deciders, *flaggers}
    assert rules.is_involved(person, appellant, deciders, flaggers) != stranger


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("互助", 2),
        ("e\u0301", 1),
        ("👍🏽", 1),
        ("👨\u200d👩\u200d👧", 1),
        ("🇨🇳", 1),
        ("a\r\nb", 3),
        ("❤\ufe0f", 1),
    ],
)
def test_a_sign_counts_once_whatever_it_is_made_of(text: str, length: int) -> None:
    assert rules.characters(text) == length


@given(st.text())
def test_nothing_counts_more_than_its_code_points(text: str) -> None:
    assert rules.characters(text) <= len(text)
