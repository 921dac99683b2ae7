"""Exact moments in words are what babel writes, in every language, zone and season."""

from datetime import UTC, datetime, timedelta

import pytest
import pytz
from babel import Locale
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.exact_moments import exactly

ZONES = [
    pytz.timezone(name)
    for name in ("UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Asia/Kolkata")
]
SECONDS = st.integers(946_684_800, 2_145_830_400)  # from 2000 to 2037


@pytest.mark.parametrize("code", ["en", "zh_Hans", "de", "fi"])  # fi parts the time with dots
@given(seconds=SECONDS, zone=st.sampled_from(ZONES))
def test_it_is_what_babel_writes(code: str, seconds: int, zone: pytz.BaseTzInfo) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    local = moment.astimezone(zone).date()
    if local == moment.date():  # babel names the zone by the day of UTC, which may be that before summer time
        assert exactly(moment, code, zone) == format_datetime(moment, "long", zone, Locale.parse(code))


def test_the_same_minute_has_its_own_seconds_and_season() -> None:
    berlin = pytz.timezone("Europe/Berlin")
    winter = datetime(2026, 1, 4, 11, 0, 7, tzinfo=UTC)
    summer = datetime(2026, 7, 4, 10, 0, 8, tzinfo=UTC)
    assert exactly(winter, "de", berlin).endswith(" 2026, 12:00:07 MEZ")
    assert exactly(summer, "de", berlin).endswith(" 2026, 12:00:08 MESZ")
    assert exactly(winter + timedelta(seconds=1), "de", berlin).endswith(" 2026, 12:00:08 MEZ")
