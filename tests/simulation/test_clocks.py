"""The clocks of the simulation agree with the project's calendar and with themselves."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.sla.hours import due_at, working_time
from tests.simulation.assumptions import CALENDAR, START
from tests.simulation.hours import ServiceHours
from tests.simulation.weekly import HOURS, Weekly, hour_of_week, smoothed

DAYS = 365
hours = ServiceHours(CALENDAR, START, DAYS + 60)
moments = st.floats(0, DAYS * 24, allow_nan=False)
factors = st.lists(st.floats(0.01, 50), min_size=HOURS, max_size=HOURS)


def real(moment: float) -> timedelta:
    """Whole microseconds, as the calendar counts."""
    return timedelta(hours=moment)


@given(moments, st.floats(0.01, 40))
def test_what_is_due_agrees_with_the_calendar_of_the_project(start: float, within: float) -> None:
    wanted = due_at(START + real(start), real(within), CALENDAR)
    assert START + real(hours.due(start, within)) == pytest.approx(wanted, abs=timedelta(seconds=1))


@given(moments, st.floats(0, 900))
def test_service_hours_between_two_moments_agree_with_the_calendar_of_the_project(
    start: float, lasting: float
) -> None:
    wanted = working_time(START + real(start), START + real(start + lasting), CALENDAR)
    assert hours.between(start, start + lasting) == pytest.approx(wanted / timedelta(hours=1), abs=1e-3)


@given(moments)
def test_the_desk_opens_at_once_or_later_and_no_service_hour_passes_until_then(moment: float) -> None:
    opens = hours.next_open(moment)
    assert opens >= moment
    assert hours.between(moment, opens) == pytest.approx(0, abs=1e-9)
    assert 0 < hours.between(opens, opens + 0.01) < 0.01 + 1e-8  # it may close within that time


@given(factors, moments)
def test_a_weekly_clock_tells_the_moment_that_it_was_read_at(speeds: list[float], moment: float) -> None:
    clock = Weekly(speeds, START)
    assert clock.when(clock.read(moment)) == pytest.approx(moment, abs=1e-5)


@given(factors)
def test_smoothing_leaves_a_mean_of_one_so_that_no_hour_is_gained_or_lost(counts: list[float]) -> None:
    assert sum(smoothed(counts)) == pytest.approx(HOURS)


def test_the_first_hour_of_the_week_is_after_midnight_on_monday() -> None:
    monday = START + timedelta(days=5)
    assert monday.weekday() == 0
    assert hour_of_week(monday.timestamp()) == 0
    assert hour_of_week(START.timestamp()) == 48


def test_a_weekly_clock_runs_fast_in_the_busy_hour_of_the_year_that_begins_midweek() -> None:
    busy = [1.0] * HOURS
    busy[hour_of_week(START.timestamp()) + 5] = 10.0
    clock = Weekly(busy, START)
    assert clock.read(6) - clock.read(5) == pytest.approx(10)
    assert clock.read(5) - clock.read(4) == pytest.approx(1)
