"""Numbers that a form or an address holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.addresses import LARGEST_ID, number_in


@given(st.integers(0, LARGEST_ID))
def test_what_names_a_row_is_read(number: int) -> None:
    assert number_in(f" {number} ") == number


@given(st.integers(min_value=LARGEST_ID + 1))
def test_what_no_database_could_hold_is_no_number(number: int) -> None:
    assert number_in(str(number)) is None


@pytest.mark.parametrize("text", ["", " ", "-1", "1.5", "1e3", "٣", "²", "0x1", "1 2", "one", "\x00"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert number_in(text) is None


def test_a_bound_of_its_own() -> None:
    assert (number_in("5", 5), number_in("6", 5), number_in("0005", 5)) == (5, None, None)
