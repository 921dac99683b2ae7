"""Tickets of the form, origins, and what goes along with a question."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.widget import rules

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = b"a key for tests"


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (timedelta(0), False),
        (timedelta(seconds=1), False),
        (timedelta(seconds=2), True),
        (timedelta(hours=24), True),
        (timedelta(hours=25), False),
        (timedelta(seconds=-60), False),
    ],
)
def test_a_ticket_counts_from_two_seconds_to_a_day(age: timedelta, due: bool) -> None:
    assert rules.is_due(rules.ticket(NOW - age, KEY), NOW, KEY) is due


@given(st.text(max_size=80))
def test_no_made_up_ticket_counts(text: str) -> None:
    assert rules.is_due(text, NOW, KEY) is False


def test_a_ticket_of_another_site_does_not_count() -> None:
    assert not rules.is_due(rules.ticket(NOW - timedelta(minutes=1), b"another key"), NOW, KEY)


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        (None, True),
        ("https://shop.example.com", True),
        ("HTTPS://SHOP.example.com", True),
        ("https://help.example.com", True),
        ("https://shop.example.com.evil.example", False),
        ("http://shop.example.com", False),
        ("null", False),
    ],
)
def test_only_the_named_origins_may_embed_it(origin: str | None, welcome: bool) -> None:
    assert rules.may_embed(origin, ["https://shop.example.com"], {"https://help.example.com"}) is welcome


def test_what_the_page_told_stands_at_the_foot_on_one_line_each() -> None:
    foot = rules.circumstances(
        [("Page", "https://shop.example.com/cart"), ("Product", "Perch\nM2"), ("Tags", " ")]
    )
    assert foot == "\n\n---\n\nPage: https://shop.example.com/cart\nProduct: Perch M2"
    assert rules.circumstances([("Page", "")]) == ""
