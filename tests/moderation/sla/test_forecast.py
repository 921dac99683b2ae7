"""What the next hours of service bring."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.sla.forecast import Pace, forecast, hour_of_week
from tests.moderation.sla import calendars
from tests.moderation.sla.calendars import NINE_TO_FIVE, SHANGHAI

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOBODY_COMES = Pace(arrivals={}, agents=1, minutes_each=60)


def test_the_next_hours_are_those_of_service() -> None:
    found = forecast(FRIDAY, NINE_TO_FIVE, [], NOBODY_COMES, HOUR, hours=4)
    assert [hour.start for hour in found.hours] == [
        FRIDAY,
        datetime(2026, 11, 20, 16, tzinfo=UTC),
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        datetime(2026, 11, 23, 10, tzinfo=UTC),
    ]
    assert [hour.minutes for hour in found.hours] == [30, 60, 60, 60]


def test_what_comes_due_is_counted_in_its_hour_and_what_cannot_be_done_is_late() -> None:
    due = [FRIDAY - HOUR, *[datetime(2026, 11, 20, 16, 30, tzinfo=UTC)] * 3]
    found = forecast(FRIDAY, NINE_TO_FIVE, due, NOBODY_COMES, HOUR, hours=3)
    assert found.late_now == 1
    assert [hour.due for hour in found.hours] == [0, 3, 0]
    # half an hour goes to what is late already, half of the next one too: half a case of three is done
    assert [hour.late for hour in found.hours] == [0, 2.5, 0]


def test_two_people_do_twice_as_much() -> None:
    due = [datetime(2026, 11, 20, 16, 30, tzinfo=UTC)] * 3
    late = [
        forecast(FRIDAY, NINE_TO_FIVE, due, Pace(arrivals={}, agents=each, minutes_each=60), HOUR).late
        for each in (1, 2)
    ]
    assert late == [1.5, 0]


def test_what_arrives_while_service_is_closed_waits_for_its_beginning() -> None:
    saturday = hour_of_week(datetime(2026, 11, 21, 12, tzinfo=UTC), "UTC")
    pace = Pace(arrivals={saturday: 6.0}, agents=1, minutes_each=60)
    found = forecast(FRIDAY, NINE_TO_FIVE, [], pace, 2 * HOUR, hours=8)
    assert [hour.arrivals for hour in found.hours[:4]] == [0, 0, 6, 0]
    assert found.late == pytest.approx(3)  # due after two hours of Monday: three are done, three are not


def test_hours_of_the_week_are_those_on_the_wall() -> None:
    moment = datetime(2026, 11, 22, 17, tzinfo=UTC)  # Sunday there, Monday one o'clock in Shanghai
    assert (hour_of_week(moment, "UTC"), hour_of_week(moment, "Asia/Shanghai")) == (161, 1)


@given(
    st.lists(st.timedeltas(timedelta(days=-2), timedelta(days=10)), max_size=40),
    st.integers(1, 6),
    st.floats(2, 200),
    st.sampled_from([*calendars.ALL[:2], SHANGHAI, calendars.ALWAYS_BERLIN]),
    st.dictionaries(st.integers(0, 167), st.floats(0, 20), max_size=20),
)
def test_more_people_never_make_more_late(
    moments: list[timedelta],
    agents: int,
    minutes: float,
    calendar: calendars.Calendar,
    rates: dict[int, float],
) -> None:
    due = [FRIDAY + each for each in moments]
    found = [
        forecast(FRIDAY, calendar, due, Pace(arrivals=rates, agents=each, minutes_each=minutes), 4 * HOUR)
        for each in (agents, agents + 1)
    ]
    assert found[1].late <= found[0].late + 1e-9
    assert len(found[0].hours) == 24
    assert found[0].due + found[0].late_now <= len(due)
