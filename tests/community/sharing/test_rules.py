"""What a share link says, and who counts as a visitor."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.sharing.rules import HALF, LONGEST_CODE, code_of, is_robot, member_of, visitor_of

KEY = b"a key for tests only"
ids = st.integers(1, 2**31 - 1)


@given(ids)
def test_a_code_leads_back_to_its_member(member_id: int) -> None:
    code = code_of(member_id, KEY)
    assert member_of(code, KEY) == member_id
    assert len(code) <= LONGEST_CODE
    assert code.isalnum()


@given(ids, ids)
def test_members_have_codes_of_their_own(one: int, other: int) -> None:
    assert (code_of(one, KEY) == code_of(other, KEY)) is (one == other)


@given(ids)
def test_a_code_of_another_site_is_nobodys(member_id: int) -> None:
    assert member_of(code_of(member_id, KEY), b"another key") is None


@given(st.text(max_size=40))
def test_any_other_word_is_nobodys_or_reads_back(word: str) -> None:
    found = member_of(word, KEY)
    assert found is None or code_of(found, KEY) == word


@given(st.text(max_size=60), st.text(max_size=60), st.dates(max_value=date(9999, 12, 30)))
def test_a_visitor_is_known_for_one_day(network: str, agent: str, day: date) -> None:
    today = visitor_of(network, agent, day, KEY)
    assert today == visitor_of(network, agent, day, KEY)
    assert today != visitor_of(network, agent, day + timedelta(days=1), KEY)
    assert today != visitor_of(network, agent, day, b"another key")


def test_another_browser_in_the_same_network_shares_the_first_half() -> None:
    day = date(2026, 3, 1)
    one, other = visitor_of("192.0.2.1", "Firefox", day, KEY), visitor_of("192.0.2.1", "Safari", day, KEY)
    assert one[:HALF] == other[:HALF]
    assert one != other
    assert one[:HALF] != visitor_of("192.0.2.2", "Firefox", day, KEY)[:HALF]


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", False),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile MicroMessenger/8.0",
            False,
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; CUBOT NOTE) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36",
            False,
        ),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", True),
        ("facebookexternalhit/1.1", True),
        ("WhatsApp/2.23", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("", True),
        ("   ", True),
    ],
)
def test_programs_are_no_visitors(agent: str, robot: bool) -> None:
    assert is_robot(agent) is robot
