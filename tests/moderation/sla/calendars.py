"""Calendars that the tests of this folder share."""

from datetime import date

from moderation.sla.hours import DAY, Calendar


def week(*ranges: tuple[int, int], days: int = 5, **given: object) -> Calendar:
    """The same ranges on the first `days` of each week."""
    return Calendar(hours=dict.fromkeys(range(days), ranges), **given)  # type: ignore[arg-type]


def hm(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


NINE_TO_FIVE = week((hm(9), hm(17)))
WITH_LUNCH = week((hm(9), hm(12)), (hm(13), hm(17)))
ALWAYS_BERLIN = week((0, DAY), days=7, zone="Europe/Berlin")
ALWAYS_SHANGHAI = week((0, DAY), days=7, zone="Asia/Shanghai")
NIGHTS_BERLIN = week((hm(22), DAY + hm(6)), days=7, zone="Europe/Berlin")
SHANGHAI = week(
    (hm(9), hm(12)),
    (hm(13, 30), hm(18)),
    zone="Asia/Shanghai",
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    extra={date(2026, 10, 10): ((hm(9), hm(12)), (hm(13, 30), hm(18)))},
)
NEW_YORK = week(
    (hm(8, 30), hm(16, 30)), days=6, zone="America/New_York", yearly=frozenset({(12, 25), (1, 1)})
)
ODD = Calendar(
    hours={0: ((hm(1, 30), hm(2, 30)), (hm(2, 30), hm(4))), 6: ((hm(23), DAY + hm(3)),)}, zone="Europe/Berlin"
)
ALL = (
    NINE_TO_FIVE,
    WITH_LUNCH,
    ALWAYS_BERLIN,
    ALWAYS_SHANGHAI,
    NIGHTS_BERLIN,
    SHANGHAI,
    NEW_YORK,
    ODD,
)
