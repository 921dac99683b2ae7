"""Streaks, the middle value, and the calendar of a member's page."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.reading.rules import WEEKS, calendar, median, streaks

TODAY = date(2026, 11, 26)
DAY = timedelta(days=1)
days = st.sets(st.integers(0, 60).map(lambda ago: TODAY - ago * DAY))


@given(days)
def test_a_run_is_as_long_as_the_days_that_follow_one_another(given: set[date]) -> None:
    found = streaks(given, TODAY)
    runs = [
        next(n for n in range(1, 100) if day + n * DAY not in given)
        for day in given
        if day - DAY not in given
    ]
    assert found.longest == max(runs, default=0)
    assert found.current <= found.longest


@given(days)
def test_one_more_day_never_shortens_a_run(given: set[date]) -> None:
    before, after = streaks(given, TODAY), streaks({*given, TODAY}, TODAY)
    assert after.longest >= before.longest
    assert after.current >= before.current


def test_today_is_not_over_yet() -> None:
    assert streaks({TODAY - DAY, TODAY - 2 * DAY}, TODAY).current == 2
    assert streaks({TODAY, TODAY - DAY}, TODAY).current == 2
    assert streaks({TODAY - 2 * DAY, TODAY - 3 * DAY}, TODAY).current == 0


@given(st.lists(st.integers(0, 10_000)))
def test_at_least_half_of_the_values_reach_the_middle_one(values: list[int]) -> None:
    found = median(values)
    if found is None:
        assert values == []
    else:
        assert 2 * sum(value <= found for value in values) >= len(values)
        assert 2 * sum(value >= found for value in values) >= len(values)


@given(
    st.dictionaries(st.integers(0, 250).map(lambda ago: TODAY - ago * DAY), st.integers(1, 9)),
    st.integers(0, 800),
)
def test_the_calendar_is_whole_weeks_that_end_today(posts: dict[date, int], later: int) -> None:
    today = TODAY + later * DAY
    found = calendar(posts, today)
    assert found.days[0][0].weekday() == 0
    assert found.days[-1][0] == today
    assert len(found.days) > 7 * (WEEKS - 1)
    assert sum(month.posts for month in found.months) == sum(count for _day, count in found.days)
    assert sum(month.days for month in found.months) == found.active
    assert [month.column for month in found.labelled] == sorted({month.column for month in found.labelled})
