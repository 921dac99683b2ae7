"""When somebody of the staff is there: shifts by their own clock, over midnight, away, suspended."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.staff.rules import Absence, Presence, Shift, absence, listed, shift_of

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = Shift(days=frozenset(range(5)), opens=time(9), closes=time(17))
NIGHT = Shift(days=frozenset({4}), opens=time(22), closes=time(6))


def test_a_shift_is_read_by_ones_own_clock() -> None:
    assert DAY.covers(MONDAY, "UTC")
    assert not DAY.covers(MONDAY, "Asia/Shanghai")  # it is 18:00 there
    assert not DAY.covers(MONDAY - timedelta(days=1), "UTC")


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        ("2026-11-27T23:00", True),
        ("2026-11-28T05:59", True),
        ("2026-11-28T06:00", False),
        ("2026-11-27T05:00", False),
    ],
)
def test_a_night_shift_belongs_to_the_day_on_which_it_begins(moment: str, *, there: bool) -> None:
    assert NIGHT.covers(datetime.fromisoformat(moment).replace(tzinfo=UTC), "UTC") is there


def test_it_says_why_somebody_gets_nothing() -> None:
    assert absence(Presence(), MONDAY) is None
    assert absence(Presence(shift=DAY), MONDAY) is None
    assert absence(Presence(shift=DAY), MONDAY.replace(hour=20)) is Absence.OFF_DUTY
    assert absence(Presence(away_until=MONDAY + timedelta(hours=1)), MONDAY) is Absence.AWAY
    assert absence(Presence(away_until=MONDAY), MONDAY) is None
    assert absence(Presence(takes_cases=False), MONDAY) is Absence.NOT_TAKING
    assert absence(Presence(suspended=True, takes_cases=False), MONDAY) is Absence.SUSPENDED


@given(st.datetimes(timezones=st.just(UTC)), st.sets(st.integers(0, 6), min_size=1), st.times(), st.times())
def test_a_shift_and_its_complement_cover_every_moment_once(
    moment: datetime, days: set[int], opens: time, closes: time
) -> None:
    if opens == closes:
        return
    every_day = frozenset(range(7))
    one = Shift(days=every_day, opens=opens, closes=closes).covers(moment, "UTC")
    other = Shift(days=every_day, opens=closes, closes=opens).covers(moment, "UTC")
    assert one != other


def test_words_of_a_list_are_read_as_people_type_them() -> None:
    assert listed("#Router, wifi，账号、wifi\nBilling") == ["router", "wifi", "账号", "billing"]
    with pytest.raises(ValueError, match="9"):
        shift_of([9], "09:00", "17:00")
    assert shift_of([], "", "") is None
