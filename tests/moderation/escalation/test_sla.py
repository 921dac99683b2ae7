"""Promises count in service hours only."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.escalation.catalogue import POLICIES, SERVICE_HOURS, policy_for
from moderation.escalation.sla import Calendar, due_at, working_time

NINE_TO_FIVE = Calendar(hours=dict.fromkeys(range(5), ((time(9), time(17)),)))
WITH_LUNCH = Calendar(hours=dict.fromkeys(range(5), ((time(9), time(12)), (time(13), time(17)))))
BERLIN = Calendar(hours=dict.fromkeys(range(7), ((time(0), time(0)),)), zone="Europe/Berlin")
SHANGHAI = Calendar(hours=dict.fromkeys(range(7), ((time(0), time(0)),)), zone="Asia/Shanghai")
FRIDAY, MONDAY = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(day: datetime, hour: int, minute: int = 0) -> datetime:
    return day.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("calendar", "created", "within", "due"),
    [
        (NINE_TO_FIVE, at(FRIDAY, 16, 30), HOUR, at(MONDAY, 9, 30)),
        (WITH_LUNCH, at(FRIDAY, 11, 30), HOUR, at(FRIDAY, 13, 30)),
        (NINE_TO_FIVE, at(FRIDAY, 9), HOUR, at(FRIDAY, 10)),
        (NINE_TO_FIVE, at(FRIDAY, 3), HOUR, at(FRIDAY, 10)),
        (NINE_TO_FIVE, at(FRIDAY, 17), HOUR, at(MONDAY, 10)),
        (NINE_TO_FIVE, at(FRIDAY, 9), 8 * HOUR, at(FRIDAY, 17)),
        (NINE_TO_FIVE, at(FRIDAY, 9), 9 * HOUR, at(MONDAY, 10)),
        (SERVICE_HOURS, at(FRIDAY, 17, 30), HOUR, at(MONDAY, 9, 30)),
    ],
)
def test_examples(calendar: Calendar, created: datetime, within: timedelta, due: datetime) -> None:
    assert due_at(created, within, calendar) == due


def test_a_holiday_has_no_hours() -> None:
    calendar = Calendar(hours=NINE_TO_FIVE.hours, holidays=frozenset({date(2026, 11, 23)}))
    assert due_at(at(FRIDAY, 16, 30), HOUR, calendar) == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_a_calendar_without_hours_promises_nothing() -> None:
    with pytest.raises(ValueError, match="no working hours"):
        due_at(FRIDAY, HOUR, Calendar(hours={}))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_of_clock_change_is_as_long_as_it_is(day: date, hours: int) -> None:
    begin = datetime.combine(day, time(0), ZoneInfo("Europe/Berlin"))
    end = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo("Europe/Berlin"))
    assert working_time(begin, end, BERLIN) == hours * HOUR


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_china_changes_no_clocks(day: date) -> None:
    begin = datetime.combine(day, time(0), ZoneInfo("Asia/Shanghai"))
    assert working_time(begin, begin + timedelta(days=1), SHANGHAI) == 24 * HOUR


MOMENTS = st.timedeltas(timedelta(), timedelta(days=2000)).map(
    lambda span: datetime(2024, 1, 1, tzinfo=UTC) + span
)
SPANS = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(hours=100))
CALENDARS = st.sampled_from([NINE_TO_FIVE, WITH_LUNCH, SERVICE_HOURS, BERLIN])


@given(MOMENTS, SPANS, CALENDARS)
def test_what_is_due_falls_into_service_hours(start: datetime, within: timedelta, calendar: Calendar) -> None:
    due = due_at(start, within, calendar)
    assert any(opens <= due <= closes for opens, closes in _first(calendar, due - timedelta(days=1)))


def _first(calendar: Calendar, start: datetime) -> list[tuple[datetime, datetime]]:
    spans = calendar.spans(start)
    return [next(spans) for _ in range(8)]


@given(MOMENTS, SPANS, CALENDARS)
def test_the_time_until_it_is_due_is_the_time_promised(
    start: datetime, within: timedelta, calendar: Calendar
) -> None:
    assert working_time(start, due_at(start, within, calendar), calendar) == within


@given(MOMENTS, SPANS, SPANS, CALENDARS)
def test_standing_still_never_makes_it_earlier(
    start: datetime, within: timedelta, pause: timedelta, calendar: Calendar
) -> None:
    due = due_at(start, within, calendar)
    stopped = min(start + pause / 3, due)
    left = working_time(stopped, due, calendar)
    assert due_at(stopped + pause, left, calendar) >= due or left == timedelta()


def test_every_case_has_a_promise_and_the_urgent_the_shortest() -> None:
    assert policy_for(1, "P4") == policy_for(1, "P3")
    shortest = min(policy.first_response for policy in POLICIES)
    assert policy_for(1, "P1").first_response == policy_for(2, "P1").first_response == shortest
