"""The service day of the staff, whatever hours a calendar has."""

from datetime import UTC, datetime, timedelta

import pytest

from moderation.desk.days import day_of
from moderation.sla.hours import Calendar

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("ranges", "now", "day"),
    [
        (((540, 1080),), 10, (9, 18)),
        (((540, 1080),), 20, (33, 42)),  # after hours it is the next one
        (((480, 720), (840, 1080)), 9, (8, 18)),  # lunch parts nothing
        (((480, 720), (840, 1080)), 13, (8, 18)),  # nor during it
        (((480, 720), (840, 1080)), 15, (8, 18)),  # nor afterwards
        (((480, 720), (840, 1080)), 19, (32, 42)),
        (((1320, 1800),), 26, (22, 30)),  # a night belongs to the evening on which it begins
        (((0, 1440),), 10, (0, 24)),
        (((360, 1440),), 10, (6, 24)),  # the night is no longer than what parts two days
    ],
)
def test_a_day_ends_also_where_service_never_does(
    ranges: tuple[tuple[int, int], ...], now: int, day: tuple[int, int]
) -> None:
    calendar = Calendar(hours=dict.fromkeys(range(7), ranges))
    assert day_of(calendar, at(now)) == (at(day[0]), at(day[1]))
