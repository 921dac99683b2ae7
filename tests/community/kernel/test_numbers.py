"""Numbers that a form or an address holds."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.addresses import LARGEST_ID, number_in
from community.kernel.pagination import FARTHEST, page_number
from community.kernel.policy import Actor
from tests.conftest import SignIn

ENDLESS = "9" * 5_000  # Python reads no number of so many digits


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


@given(st.integers(min_value=1))
def test_a_page_is_the_one_that_is_asked_for_up_to_the_farthest(number: int) -> None:
    assert page_number(str(number)) == min(number, FARTHEST)


@pytest.mark.parametrize(
    ("text", "page"), [("0", 1), ("0000000012", 12), ("-1", 1), ("٣", 1), (ENDLESS, FARTHEST)]
)
def test_any_other_page_is_one_of_ours(text: str, page: int) -> None:
    assert page_number(text) == page


def test_numbers_without_an_end_make_no_page_fail(app: Flask, sign_in: SignIn, alice: Actor) -> None:
    client = sign_in(app.test_client(), alice)
    for path in ("/questions", "/members", "/tags", "/search?q=wifi", "/notifications"):
        address = f"{path}{'&' if '?' in path else '?'}page={ENDLESS}"
        assert client.get(address).status_code == 200, path
    assert client.post("/badges/seen", data={"last": ENDLESS}).status_code == 303
