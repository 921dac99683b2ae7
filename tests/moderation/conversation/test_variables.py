"""Variables are filled, have fallbacks, and are named where nobody knows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.canned import rules
from moderation.canned.catalogue import VARIABLES

KNOWN = {each.slug for each in VARIABLES}


def test_other_braces_are_left_alone() -> None:
    assert rules.fill("{customer} {x} {", {"customer": "Mei"}).text == "Mei {x} {"


def test_a_fallback_stands_where_nothing_is_known() -> None:
    filled = rules.fill(
        "Hello {customer|there}, {due|soon}. {product}", {"customer": "", "due": "", "product": ""}
    )
    assert filled == rules.Filled("Hello there, soon. ", ("product",))
    assert rules.fill("Hello {customer|there}", {"customer": "Mei"}).text == "Hello Mei"


def test_what_is_filled_in_is_not_filled_again() -> None:
    assert rules.fill("{customer}", {"customer": "{agent}", "agent": "Omar"}).text == "{agent}"


def test_unknown_variables_are_named_in_their_order() -> None:
    assert rules.unknown_in("{customer} {foo} {bar|x} {foo} { baz} {A}", KNOWN) == ("foo", "bar")


@pytest.mark.parametrize(
    ("hour", "english", "chinese"),
    [
        (5, "Good morning", "早上好"),
        (12, "Good afternoon", "下午好"),
        (18, "Good evening", "晚上好"),
        (3, "Good evening", "晚上好"),
    ],
)
def test_the_greeting_follows_the_hour(hour: int, english: str, chinese: str) -> None:
    assert (rules.greeting(hour, "en"), rules.greeting(hour, "zh-Hans")) == (english, chinese)


@given(st.sampled_from(["en", "zh-Hans", "fr"]), st.sets(st.sampled_from(["en", "zh-Hans"]), min_size=1))
def test_there_is_always_a_version(wanted: str, there: set[str]) -> None:
    chosen = rules.language_for(wanted, there)
    assert chosen in there
    assert chosen == wanted or wanted not in there


@given(st.text(max_size=80))
def test_a_text_without_variables_stays_as_it_is(text: str) -> None:
    bare = text.replace("{", "(")
    assert rules.fill(bare, dict.fromkeys(KNOWN, "x")).text == bare
