"""An exact moment in words, as babel writes it, from parts that are worked out once for a day, a minute and a zone.

A list writes twenty moments, each with seconds of its own, and babel takes as long for one as all the rest of its row.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.dates import DateTimeFormat, format_date, get_timezone_name

_OPEN: Final = {
    "ss": "\0",
    "s": "\1",
    "z": "\2",
}  # where seconds, as two digits or one, and the zone will stand
_zones: Final[dict[tuple[str, tzinfo | None, timedelta | None], str]] = {}  # as many as the world has


class _Face:
    """The fields of a clock at a minute of the day, what differs from moment to moment left open."""

    def __init__(self, fields: DateTimeFormat) -> None:
        self.fields = fields

    def __getitem__(self, name: str) -> str:
        return _OPEN.get(name) or str(self.fields[name])


def exactly(moment: datetime, code: str, zone: tzinfo) -> str:
    """Day and time of day with its zone, in the long form of a language such as zh_Hans."""
    local = moment.astimezone(zone)
    clock = _clock(code, local.hour, local.minute)
    for sign, words in ("\0", f"{local.second:02d}"), ("\1", f"{local.second}"), ("\2", _zone(code, local)):
        clock = clock.replace(sign, words)
    return _both(code).replace("{0}", clock).replace("{1}", _day(code, local.date()))


def _zone(code: str, local: datetime) -> str:
    key = code, local.tzinfo, local.utcoffset()
    if key not in _zones:
        _zones[key] = get_timezone_name(local, "short", locale=code)
    return _zones[key]


@cache
def _both(code: str) -> str:
    """How day and time of day stand together: {1} and {0}."""
    return str(Locale.parse(code).datetime_formats["long"]).replace("'", "")


@lru_cache(maxsize=4_096)
def _clock(code: str, hour: int, minute: int) -> str:
    locale = Locale.parse(code)
    pattern: str = locale.time_formats["long"].format
    return pattern % _Face(DateTimeFormat(time(hour, minute), locale))


@lru_cache(maxsize=2_048)
def _day(code: str, day: date) -> str:
    return format_date(day, "long", Locale.parse(code))
