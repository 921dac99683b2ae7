"""Promises count in service hours only."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.sla.hours import DAY, Calendar, NoHoursError, due_at, working_time, zone_named, zone_names
from tests.moderation.sla import calendars
from tests.moderation.sla.calendars import NIGHTS_BERLIN, NINE_TO_FIVE, SHANGHAI, WITH_LUNCH, hm, week

BERLIN, CHINA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
FRIDAY, MONDAY = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # both Sundays


def at(day: datetime, hour: int, minute: int = 0) -> datetime:
    return day.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("calendar", "created", "within", "due"),
    [
        (NINE_TO_FIVE, at(FRIDAY, 16, 30), HOUR, at(MONDAY, 9, 30)),
        (WITH_LUNCH, at(FRIDAY, 11, 30), HOUR, at(FRIDAY, 13, 30)),
        (WITH_LUNCH, at(FRIDAY, 12), HOUR, at(FRIDAY, 14)),
        (WITH_LUNCH, at(FRIDAY, 12, 59), HOUR, at(FRIDAY, 14)),
        (NINE_TO_FIVE, at(FRIDAY, 9), HOUR, at(FRIDAY, 10)),
        (NINE_TO_FIVE, at(FRIDAY, 3), HOUR, at(FRIDAY, 10)),
        (NINE_TO_FIVE, at(FRIDAY, 17), HOUR, at(MONDAY, 10)),
        (NINE_TO_FIVE, at(FRIDAY, 9), 8 * HOUR, at(FRIDAY, 17)),
        (NINE_TO_FIVE, at(FRIDAY, 9), 9 * HOUR, at(MONDAY, 10)),
        (
            NINE_TO_FIVE,
            datetime(2026, 12, 31, 16, tzinfo=UTC),
            2 * HOUR,
            datetime(2027, 1, 1, 10, tzinfo=UTC),
        ),
    ],
)
def test_examples(calendar: Calendar, created: datetime, within: timedelta, due: datetime) -> None:
    assert due_at(created, within, calendar) == due


def test_a_holiday_has_no_hours() -> None:
    calendar = week((hm(9), hm(17)), holidays=frozenset({date(2026, 11, 23)}))
    assert due_at(at(FRIDAY, 16, 30), HOUR, calendar) == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_yearly_holiday_comes_again(year: int) -> None:
    calendar = week((hm(9), hm(17)), days=7, yearly=frozenset({(1, 1)}))
    eve = datetime(year, 12, 31, 16, 30, tzinfo=UTC)
    assert due_at(eve, HOUR, calendar) == datetime(year + 1, 1, 2, 9, 30, tzinfo=UTC)


def test_a_make_up_saturday_counts_after_the_holidays_do_not() -> None:
    eve = datetime(2026, 9, 30, 17, 30, tzinfo=CHINA)
    assert due_at(eve, HOUR, SHANGHAI) == datetime(2026, 10, 8, 9, 30, tzinfo=CHINA)
    friday = datetime(2026, 10, 9, 17, 30, tzinfo=CHINA)
    assert due_at(friday, HOUR, SHANGHAI) == datetime(2026, 10, 10, 9, 30, tzinfo=CHINA)
    week_later = datetime(2026, 10, 16, 17, 30, tzinfo=CHINA)
    assert due_at(week_later, HOUR, SHANGHAI) == datetime(2026, 10, 19, 9, 30, tzinfo=CHINA)


def test_extra_hours_win_over_a_holiday() -> None:
    day = date(2026, 11, 23)
    calendar = week((hm(9), hm(17)), holidays=frozenset({day}), extra={day: ((hm(10), hm(11)),)})
    assert due_at(at(FRIDAY, 16, 30), HOUR, calendar) == at(MONDAY, 10, 30)


def test_a_night_shift_belongs_to_the_evening_on_which_it_begins() -> None:
    sunday_off = Calendar(
        hours={day: ((hm(22), DAY + hm(6)),) for day in range(6)},  # no shift begins on Sunday
    )
    saturday = datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert due_at(saturday, 6 * HOUR, sunday_off) == datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert due_at(saturday, 8 * HOUR, sunday_off) == datetime(2026, 11, 23, 23, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 7), (AUTUMN, 9), (date(2026, 6, 14), 8)])
def test_a_night_shift_is_as_long_as_the_night(day: date, hours: int) -> None:
    evening = datetime.combine(day - timedelta(days=1), time(22), BERLIN)
    assert working_time(evening, evening.replace(day=day.day, hour=6), NIGHTS_BERLIN) == hours * HOUR


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_day_of_clock_change_is_as_long_as_it_is(day: date, hours: int) -> None:
    begin = datetime.combine(day, time(0), BERLIN)
    end = datetime.combine(day + timedelta(days=1), time(0), BERLIN)
    assert working_time(begin, end, calendars.ALWAYS_BERLIN) == hours * HOUR


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_china_changes_no_clocks(day: date) -> None:
    begin = datetime.combine(day, time(0), CHINA)
    assert working_time(begin, begin + timedelta(days=1), calendars.ALWAYS_SHANGHAI) == 24 * HOUR


def minutes_worked(day: date, begin: int, end: int) -> int:
    calendar = week((begin, end), days=7, zone="Europe/Berlin")
    start = datetime.combine(day, time(0), BERLIN)
    whole = working_time(start, datetime.combine(day + timedelta(days=1), time(0), BERLIN), calendar)
    return int(whole.total_seconds() // 60)


@pytest.mark.parametrize(
    ("day", "begin", "end", "minutes"),
    [
        (SPRING, hm(1), hm(4), 120),  # 02:00 to 03:00 does not exist
        (SPRING, hm(2, 30), hm(5), 120),  # begins in the gap: open from 03:00
        (SPRING, hm(1), hm(2, 30), 60),  # ends in the gap: closed from its beginning
        (SPRING, hm(2, 10), hm(2, 50), 0),
        (AUTUMN, hm(1), hm(4), 240),  # 02:00 to 03:00 comes twice
        (AUTUMN, hm(1), hm(2, 30), 90),
        (AUTUMN, hm(2, 30), hm(5), 210),
        (AUTUMN, hm(2, 10), hm(2, 50), 40),
    ],
)
def test_ranges_across_a_clock_change(day: date, begin: int, end: int, minutes: int) -> None:
    assert minutes_worked(day, begin, end) == minutes


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_what_is_divided_within_a_clock_change_is_as_long_as_the_whole(day: date) -> None:
    parts = sum(minutes_worked(day, *part) for part in ((0, hm(2, 30)), (hm(2, 30), DAY)))
    assert parts == minutes_worked(day, 0, DAY)


def test_a_promise_across_a_clock_change_keeps_to_the_clock_on_the_wall() -> None:
    calendar = week((hm(9), hm(17)), zone="Europe/Berlin")
    for friday in (
        datetime(2026, 3, 27, 16, 30, tzinfo=BERLIN),
        datetime(2026, 10, 23, 16, 30, tzinfo=BERLIN),
    ):
        due = due_at(friday, HOUR, calendar)
        assert due.astimezone(BERLIN) == friday.replace(hour=9) + timedelta(days=3)


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
    samoa = week((hm(9), hm(17)), days=7, zone="Pacific/Apia")  # 30 December 2011 did not happen there
    start = datetime(2011, 12, 29, 16, tzinfo=ZoneInfo("Pacific/Apia"))
    assert due_at(start, 2 * HOUR, samoa) == datetime(2011, 12, 31, 10, tzinfo=ZoneInfo("Pacific/Apia"))


@pytest.mark.parametrize(
    "calendar", [Calendar(hours={}), week((hm(9), hm(17)), days=0), Calendar(hours={0: ((600, 600),)})]
)
def test_a_calendar_without_hours_promises_nothing(calendar: Calendar) -> None:
    with pytest.raises(NoHoursError, match="no working hours"):
        due_at(FRIDAY, HOUR, calendar)


def test_zones_are_known_by_their_names_and_others_count_as_utc() -> None:
    assert {"UTC", "Europe/Berlin", "Asia/Shanghai"} <= set(zone_names())
    assert zone_named("Middle/Earth") is None
    assert zone_named("../etc/passwd") is None
    lost = week((hm(9), hm(17)), zone="Middle/Earth")
    assert due_at(at(FRIDAY, 16, 30), HOUR, lost) == at(MONDAY, 9, 30)


def test_open_means_from_the_first_minute_to_before_the_last() -> None:
    moments = [at(FRIDAY, 8, 59), at(FRIDAY, 9), at(FRIDAY, 16, 59), at(FRIDAY, 17)]
    assert [NINE_TO_FIVE.is_open(moment) for moment in moments] == [False, True, True, False]


MOMENTS = st.timedeltas(timedelta(), timedelta(days=2000)).map(
    lambda span: datetime(2024, 1, 1, tzinfo=UTC) + span
)
SPANS = st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=200))
CALENDARS = st.sampled_from(calendars.ALL)


@given(MOMENTS, SPANS, CALENDARS)
def test_what_is_due_falls_into_service_hours(start: datetime, within: timedelta, calendar: Calendar) -> None:
    due = due_at(start, within, calendar)
    day = due.astimezone(ZoneInfo(calendar.zone)).date()
    near = [span for days in (-1, 0, 1) for span in calendar.spans_on(day + timedelta(days=days))]
    assert any(opens <= due <= closes for opens, closes in near)


@given(MOMENTS, SPANS, CALENDARS)
def test_the_time_until_it_is_due_is_the_time_promised(
    start: datetime, within: timedelta, calendar: Calendar
) -> None:
    assert working_time(start, due_at(start, within, calendar), calendar) == within


@given(MOMENTS, SPANS, SPANS, CALENDARS)
def test_who_comes_later_or_is_promised_more_is_not_due_earlier(
    start: datetime, within: timedelta, more: timedelta, calendar: Calendar
) -> None:
    due = due_at(start, within, calendar)
    assert due_at(start + more, within, calendar) >= due
    assert due_at(start, within + more, calendar) >= due


@given(MOMENTS, SPANS, SPANS, CALENDARS)
def test_working_time_adds_up(start: datetime, one: timedelta, two: timedelta, calendar: Calendar) -> None:
    middle, end = start + one, start + one + two
    assert working_time(start, middle, calendar) + working_time(middle, end, calendar) == working_time(
        start, end, calendar
    )


@given(MOMENTS, SPANS, CALENDARS)
def test_moments_mean_the_same_in_every_zone(start: datetime, within: timedelta, calendar: Calendar) -> None:
    assert due_at(start.astimezone(ZoneInfo("Pacific/Auckland")), within, calendar) == due_at(
        start, within, calendar
    )
