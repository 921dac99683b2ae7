"""What a message from outside must be, and how its question is called."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.channels.rules import MOST_FOLLOWERS, TITLE, BadMessage, goes_on, message_of, title_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"text": "Hello"}, '"id" is missing'),
        ({"id": "1"}, '"text" is empty'),
        ({"id": "1", "text": "   "}, '"text" is empty'),
        ({"id": "1", "text": 5}, '"text" must be a string'),
        ({"id": True, "text": "Hello"}, '"id" must be a string'),
        ({"id": "1", "text": "x" * 30_001}, "more than 30000 characters"),
        ({"id": "1", "text": "Hello", "created_at": "yesterday"}, "must be a time"),
        ({"id": "1", "text": "Hello", "created_at": "0001-01-01T00:00:00Z"}, "must be a time"),
        ({"id": "1", "text": "Hello", "created_at": "0001-01-01T00:00:00+05:00"}, "must be a time"),
        ({"id": "1", "text": "Hello", "created_at": "9999-12-31T23:59:59-05:00"}, "must be a time"),
        ({"id": "1", "text": "Hello", "followers": "many"}, '"followers" must be a number'),
        ({"id": "1", "text": "Hello", "followers": float("nan")}, '"followers" must be a number'),
    ],
)
def test_what_is_wrong_with_a_message_is_named(record: dict[str, Any], told: str) -> None:
    with pytest.raises(BadMessage, match=told):
        message_of(record, "mail", NOW)


def test_a_message_keeps_what_its_channel_said_within_bounds() -> None:
    found = message_of(
        {
            "id": 17,
            "text": "Où est mon colis ?\x00",
            "author": "anna",
            "followers": 10**12,
            "created_at": "2026-03-01T09:00:00+08:00",
            "in_reply_to": 16,
        },
        "mail",
        NOW,
    )
    assert (found.external_id, found.in_reply_to, found.handle) == ("17", "16", "anna")
    assert found.text == "Où est mon colis ?"
    assert found.followers == MOST_FOLLOWERS
    assert found.sent_at == datetime(2026, 3, 1, 1, tzinfo=UTC)


def test_followers_without_end_are_many() -> None:
    found = message_of({"id": "1", "text": "Hello", "followers": 10**400}, "mail", NOW)
    assert found.followers == MOST_FOLLOWERS


def test_a_message_from_the_future_came_now() -> None:
    found = message_of({"id": "1", "text": "Hello", "created_at": "2030-01-01T00:00:00Z"}, "mail", NOW)
    assert found.sent_at == NOW


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("@Kettles my kettle leaks. It did so yesterday too.", "my kettle leaks."),
        ("水壶漏水了。昨天也漏。", "水壶漏水了。"),
        ("https://example.org/x", "…"),
    ],
)
def test_the_first_sentence_is_the_title(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text(max_size=600))
def test_a_title_is_never_empty_nor_too_long(text: str) -> None:
    assert 0 < len(title_of(text)) <= TITLE + 1


def test_after_a_pause_a_contact_has_a_new_matter() -> None:
    assert goes_on(NOW, NOW + timedelta(hours=71), timedelta(hours=72))
    assert not goes_on(NOW, NOW + timedelta(hours=73), timedelta(hours=72))
