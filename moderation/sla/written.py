"""Hours, holidays and spans of time as people write them, and back; pure. Problems raise Invalid."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from community.kernel.errors import Invalid
from community.kernel.words import N_
from moderation.sla.hours import DAY, Range

LONGEST_NAME: Final = 80
MOST_LINES: Final = 400
LONGEST_RUN: Final = 60  # days of one line of holidays
_A_LEAP_YEAR: Final = 2000  # in which every yearly day exists
_RANGE = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–—~至]\s*(\d{1,2})(?::(\d{2}))?\s*(\+1)?")
_DATE = r"(\d{4}|\*)-(\d{1,2})-(\d{1,2})"
_LINE = re.compile(rf"{_DATE}(?:\s*\.\.\s*{_DATE})?(?:\s+(.*))?")
_BETWEEN = re.compile(r"[\s,;、]*")
_HOURS_AND_MINUTES = re.compile(r"(?:(\d{1,4})\s*h(?:ours?)?)?\s*(?:(\d{1,5})\s*m(?:in|inutes)?)?")
_WITH_COLON = re.compile(r"(\d{1,4}):(\d{2})")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def read_ranges(text: str, field: str) -> list[Range]:
    """The ranges of a day, such as "9:00-12:00, 13:00-18:00"; sorted. An end with +1 lies on the next day."""
    found, rest = _ranges_at_the_start(_plain(text), field)
    if rest:
        raise Invalid(
            N_("“%(text)s” is no range of hours; write such as 09:00-12:00, 13:00-18:00."),
            field=field,
            text=rest[:40],
        )
    return found


def _ranges_at_the_start(text: str, field: str) -> tuple[list[Range], str]:
    found: list[Range] = []
    at = 0
    while match := _RANGE.match(text, at):
        found.append(_range(match, field))
        between = _BETWEEN.match(text, match.end())
        at = between.end() if between else match.end()
    found.sort()
    for one, two in pairwise(found):
        if two[0] < one[1]:
            raise Invalid(
                N_("%(one)s and %(two)s overlap."), field=field, one=told_range(one), two=told_range(two)
            )
    return found, text[at:].strip()


def _range(match: re.Match[str], field: str) -> Range:
    hour, minute, to_hour, to_minute, next_day = match.groups()
    begin, end = 60 * int(hour) + int(minute or 0), 60 * int(to_hour) + int(to_minute or 0)
    text = match.group().strip()
    if begin >= DAY or end > DAY or int(minute or 0) > 59 or int(to_minute or 0) > 59:  # noqa: PLR2004
        raise Invalid(N_("“%(text)s” names an hour that no day has."), field=field, text=text)
    end += DAY if next_day else 0
    if end <= begin:
        raise Invalid(
            N_("“%(text)s” ends before it begins. If it ends on the next day, write +1 behind it."),
            field=field,
            text=text,
        )
    if end - begin > DAY:
        raise Invalid(N_("“%(text)s” is longer than a day."), field=field, text=text)
    return begin, end


def told_range(given: Sequence[int]) -> str:
    """A range as it is written."""
    begin, end = given
    late = "+1" if end > DAY else ""
    end -= DAY if late else 0
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}{late}"


def told_ranges(given: Iterable[Sequence[int]]) -> str:
    """The ranges of a day as they are written."""
    return ", ".join(told_range(each) for each in given)


def read_holidays(text: str) -> list[dict[str, Any]]:
    """One holiday a line: 2026-10-01 Name, or a run 2026-10-01..2026-10-07, or *-12-25 for each year."""
    found: dict[tuple[bool, str], dict[str, Any]] = {}
    for number, line in _lines(text, "holidays"):
        match = _matched(line, number, "holidays")
        yearly = match.group(1) == "*"
        first = _day(match.group(1, 2, 3), line, number, "holidays")
        last = first if match.group(5) is None else _day(match.group(4, 5, 6), line, number, "holidays")
        if (match.group(4) or match.group(1)) != match.group(1) and (yearly or match.group(4) == "*"):
            raise _no_run(line, number)
        if not timedelta() <= last - first < timedelta(days=LONGEST_RUN):
            raise _no_run(line, number)
        for days in range((last - first).days + 1):
            day = (first + timedelta(days=days)).isoformat()
            name = (match.group(7) or "").strip()[:LONGEST_NAME]
            found[(yearly, day)] = {"day": day, "yearly": yearly, "name": name}
    return [found[key] for key in sorted(found)]


def _no_run(line: str, number: int) -> Invalid:
    return Invalid(
        N_("Line %(line)s: “%(text)s” must run from an earlier to a later day, over 60 days at most."),
        field="holidays",
        line=number,
        text=line[:40],
    )


def read_extra(text: str) -> list[dict[str, Any]]:
    """One extra working day a line: 2026-10-10 09:00-18:00 Name; without hours, those of the first open weekday."""
    found: dict[str, dict[str, Any]] = {}
    for number, line in _lines(text, "extra"):
        match = _matched(line, number, "extra")
        if match.group(1) == "*" or match.group(5) is not None:
            raise Invalid(
                N_("Line %(line)s: an extra working day is one certain day."), field="extra", line=number
            )
        day = _day(match.group(1, 2, 3), line, number, "extra").isoformat()
        ranges, name = _ranges_at_the_start((match.group(7) or "").strip(), "extra")
        found[day] = {"day": day, "name": name[:LONGEST_NAME], "ranges": [list(each) for each in ranges]}
    return [found[day] for day in sorted(found)]


def _lines(text: str, field: str) -> list[tuple[int, str]]:
    lines = [(number, _plain(line)) for number, line in enumerate(text.splitlines(), 1)]
    kept = [(number, line) for number, line in lines if line]
    if len(kept) > MOST_LINES:
        raise Invalid(N_("At most %(most)s lines."), field=field, most=MOST_LINES)
    return kept


def _matched(line: str, number: int, field: str) -> re.Match[str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise Invalid(
            N_("Line %(line)s: “%(text)s” does not begin with a date such as 2026-10-01."),
            field=field,
            line=number,
            text=line[:40],
        )
    return match


def _day(parts: tuple[str | None, ...], line: str, number: int, field: str) -> date:
    year, month, day = parts
    try:
        return date(_A_LEAP_YEAR if year == "*" else int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        raise Invalid(
            N_("Line %(line)s: there is no such day as “%(text)s”."), field=field, line=number, text=line[:40]
        ) from None


def told_holidays(kept: Iterable[dict[str, Any]]) -> str:
    """Holidays as they are written; days in a row of one name make one line, none longer than may be written."""
    runs: list[tuple[date, date, bool, str]] = []
    for each in kept:
        day, yearly, name = date.fromisoformat(each["day"]), bool(each["yearly"]), str(each["name"])
        follows = runs and runs[-1][1:] == (day - timedelta(days=1), yearly, name)
        if follows and day - runs[-1][0] < timedelta(days=LONGEST_RUN):
            runs[-1] = (runs[-1][0], day, yearly, name)
        else:
            runs.append((day, day, yearly, name))
    lines = []
    for first, last, yearly, name in runs:
        days = _told_day(first, yearly) + ("" if first == last else f"..{_told_day(last, yearly)}")
        lines.append(f"{days} {name}".rstrip())
    return "\n".join(lines)


def _told_day(day: date, yearly: bool) -> str:  # noqa: FBT001 - a column, not a switch
    return f"*-{day:%m-%d}" if yearly else day.isoformat()


def told_extra(kept: Iterable[dict[str, Any]]) -> str:
    """Extra working days as they are written."""
    lines = (f"{each['day']} {told_ranges(each['ranges'])} {each['name']}" for each in kept)
    return "\n".join(" ".join(line.split()) for line in lines)


def read_minutes(text: str, field: str, most: int) -> int | None:
    """A length of time such as 4:00, 4h, 90m or 1h 30m, in minutes; None where nothing is written."""
    text = _plain(text).lower()
    if not text:
        return None
    colon, words = _WITH_COLON.fullmatch(text), _HOURS_AND_MINUTES.fullmatch(text)
    parts = colon.groups() if colon else words.groups() if words else None
    minutes = 60 * int(parts[0] or 0) + int(parts[1] or 0) if parts else 0
    if parts is None or (colon and int(parts[1] or 0) > 59) or not 1 <= minutes <= most:  # noqa: PLR2004
        raise Invalid(
            N_("Write hours and minutes, such as 4:00 or 0:30, from one minute to %(most)s hours."),
            field=field,
            most=most // 60,
        )
    return minutes


def told_minutes(minutes: int | None) -> str:
    """A length of time as it is written."""
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02}"
