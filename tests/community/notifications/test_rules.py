"""When somebody is told: at once, collected, and never in the quiet of their own night."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.notifications.rules import LONGEST_PAUSE, Pace, Rhythm, due, grouped, rhythm_of

NOON = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)  # a Thursday
NIGHT = {"quiet_from": time(22), "quiet_to": time(7)}


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Pace.INSTANT, NOON),
        (Pace.HOURLY, utc(26, 13)),
        (Pace.DAILY, utc(27, 8)),
        (Pace.WEEKLY, utc(30, 8)),
        (Pace.OFF, None),
    ],
)
def test_each_pace_has_its_moment(pace: Pace, expected: datetime | None) -> None:
    assert due(pace, NOON, Rhythm()) == expected


def test_daily_news_come_at_the_hour_of_the_place_where_somebody_lives() -> None:
    assert due(Pace.DAILY, NOON, Rhythm(zone="Asia/Shanghai", hour=9)) == utc(27, 1)
    assert due(Pace.DAILY, utc(26, 0, 30), Rhythm(zone="Asia/Shanghai", hour=9)) == utc(26, 1)


def test_quiet_hours_over_midnight_delay_until_their_end() -> None:
    rhythm = Rhythm(zone="Europe/Berlin", **NIGHT)
    assert due(Pace.INSTANT, utc(26, 21, 30), rhythm) == utc(27, 6)  # half past ten at night there
    assert due(Pace.INSTANT, utc(27, 3), rhythm) == utc(27, 6)
    assert due(Pace.INSTANT, utc(26, 20, 59), rhythm) == utc(26, 20, 59)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    lunch = Rhythm(quiet_from=time(12), quiet_to=time(14))
    assert due(Pace.INSTANT, NOON, lunch) == utc(26, 14)
    assert due(Pace.INSTANT, NOON, Rhythm(quiet_from=time(12), quiet_to=time(12))) == NOON


def test_the_night_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    rhythm = Rhythm(zone="Europe/Berlin", **NIGHT)
    before = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert due(Pace.INSTANT, before, rhythm) == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)
    gap = Rhythm(zone="Europe/Berlin", quiet_from=time(22), quiet_to=time(2, 30))
    found = due(Pace.INSTANT, before, gap)
    assert found is not None
    assert found > before


def test_the_hour_that_comes_twice_is_quiet_both_times() -> None:
    rhythm = Rhythm(zone="Europe/Berlin", quiet_from=time(22), quiet_to=time(2, 45))
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # half past two there, for the second time
    assert due(Pace.INSTANT, second, rhythm) == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


def test_a_pause_holds_everything_and_ends_outside_quiet_hours() -> None:
    rhythm = Rhythm(zone="UTC", paused_until=utc(30, 0), **NIGHT)
    assert due(Pace.INSTANT, NOON, rhythm) == utc(30, 7)


@given(
    moment=st.integers(0, 2 * 365 * 24 * 60).map(
        lambda minutes: utc(1, 0, month=1) + timedelta(minutes=minutes)
    ),
    pace=st.sampled_from([Pace.INSTANT, Pace.HOURLY, Pace.DAILY, Pace.WEEKLY]),
    zone=st.sampled_from(
        ["UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"]
    ),
    begin=st.times(),
    end=st.times(),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
)
def test_nothing_comes_before_it_happened_nor_later_than_a_week_and_two_days(
    moment: datetime, pace: Pace, zone: str, begin: time, end: time, hour: int, weekday: int
) -> None:
    rhythm = Rhythm(zone=zone, hour=hour, weekday=weekday, quiet_from=begin, quiet_to=end)
    found = due(pace, moment, rhythm)
    assert found is not None
    assert 0 <= (found - moment).total_seconds() <= 9 * 24 * 3600
    assert due(Pace.INSTANT, found, rhythm) == found  # what is due is due in no quiet hour


def test_settings_that_are_none_of_ours_count_as_not_chosen() -> None:
    assert rhythm_of({"hour": 99, "weekday": "x"}, zone="UTC", now=NOON) == Rhythm()
    assert rhythm_of(None, zone="UTC", now=NOON) == Rhythm()
    for none in ("tomorrow", "2026-12-01", 7):  # no moment, a day of nobody knows where, no text
        assert rhythm_of({"paused_until": none}, zone="UTC", now=NOON) == Rhythm()


def test_a_pause_that_never_ends_is_cut_off_after_a_year() -> None:
    kept = {"paused_until": "9999-12-31T23:00:00+00:00"}
    rhythm = rhythm_of(kept, zone="UTC", now=NOON, quiet=(time(22), time(7)))
    assert due(Pace.INSTANT, NOON, rhythm) == NOON + LONGEST_PAUSE


@dataclass(frozen=True)
class News:
    subject: int
    who: str


def test_news_of_one_subject_stand_where_the_newest_of_it_stands() -> None:
    news = [News(1, "Mei"), News(2, "Bob"), News(1, "Ines"), News(1, "Mei")]
    groups = grouped(news, lambda each: each.subject, lambda each: each.who)
    assert [(group.newest.subject, group.count, group.people) for group in groups] == [
        (1, 3, ("Mei", "Ines")),
        (2, 1, ("Bob",)),
    ]
