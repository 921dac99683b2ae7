"""When somebody is told, and which news belong together: pure, of moments and choices alone."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from community.routing.rings import pause_in


class Way(StrEnum):
    """How news reach somebody."""

    SITE = "site"
    EMAIL = "email"
    PUSH = "push"


class Pace(StrEnum):
    """How soon: at once, collected, or never."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


DAYS: Final = 7
LATEST_HOUR: Final = 23
USUAL_HOUR: Final = 8
LONGEST_PAUSE: Final = timedelta(days=366)  # a pause that was forgotten has an end, too


@dataclass(frozen=True, slots=True)
class Choice:
    """What one member wants of one kind: a pace for each way."""

    site: Pace
    email: Pace
    push: Pace

    def pace(self, way: Way) -> Pace:
        return Pace(getattr(self, way))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A member's day: where the collected news belong in it, and when it is quiet."""

    zone: str = "UTC"
    hour: int = USUAL_HOUR
    weekday: int = 0
    quiet_from: time | None = None
    quiet_to: time | None = None
    paused_until: datetime | None = None

    def plain(self) -> dict[str, Any]:
        """What of it is kept among the settings of a member; quiet hours stand with those of being asked."""
        until = self.paused_until
        return {
            "hour": self.hour,
            "weekday": self.weekday,
            "paused_until": until.isoformat() if until else None,
        }


def rhythm_of(
    kept: object, *, zone: str, now: datetime, quiet: tuple[time | None, time | None] = (None, None)
) -> Rhythm:
    """The rhythm that settings tell; what is no setting of ours counts as not chosen."""
    told: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    hour, weekday, until = told.get("hour"), told.get("weekday"), pause_in(told)
    return Rhythm(
        zone=zone,
        hour=hour if isinstance(hour, int) and 0 <= hour <= LATEST_HOUR else USUAL_HOUR,
        weekday=weekday if isinstance(weekday, int) and 0 <= weekday < DAYS else 0,
        quiet_from=quiet[0],
        quiet_to=quiet[1],
        paused_until=min(until, now + LONGEST_PAUSE) if until is not None else None,
    )


def due(pace: Pace, now: datetime, rhythm: Rhythm) -> datetime | None:
    """When news of `now` are told at this pace; None for never."""
    if pace == Pace.OFF:
        return None
    return calm(collected(pace, now, rhythm), rhythm)


def calm(moment: datetime, rhythm: Rhythm) -> datetime:
    """The first moment from this one on at which somebody may be disturbed."""
    if rhythm.paused_until is not None and rhythm.paused_until > moment:
        moment = rhythm.paused_until
    return _end_of_quiet(moment, rhythm)


def collected(pace: Pace, now: datetime, rhythm: Rhythm) -> datetime:
    """When news of `now` belong together at this pace, which is not off, whether or not it is quiet then."""
    if pace == Pace.INSTANT:
        return now
    if pace == Pace.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    zone = ZoneInfo(rhythm.zone)
    day = now.astimezone(zone).date()
    for ahead in range(DAYS + 2):
        then = day + timedelta(days=ahead)
        if pace == Pace.WEEKLY and then.weekday() != rhythm.weekday:
            continue
        moment = _instant(datetime.combine(then, time(rhythm.hour), zone), now)
        if moment > now:
            return moment
    raise AssertionError  # one of nine days is the right one


def _instant(local: datetime, like: datetime) -> datetime:
    """A time of a clock on a wall as a moment; one that a change of clocks leaves out falls behind the gap."""
    return local.astimezone(like.tzinfo)


def _end_of_quiet(moment: datetime, rhythm: Rhythm) -> datetime:
    begin, end = rhythm.quiet_from, rhythm.quiet_to
    if begin is None or end is None or begin == end:
        return moment
    zone = ZoneInfo(rhythm.zone)
    local = moment.astimezone(zone)
    there = local.time().replace(tzinfo=None)
    inside = begin <= there < end if begin < end else (there >= begin or there < end)
    if not inside:
        return moment
    day = local.date() + timedelta(days=1 if there >= end else 0)
    over = _instant(datetime.combine(day, end, zone), moment)
    # In the hour that comes twice the end may lie behind us: then it is the second one that counts.
    return over if over > moment else _instant(datetime.combine(day, end, zone).replace(fold=1), moment)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Group:
    """News that belong together, the newest first; `people` are who caused them, each once."""

    items: tuple[Any, ...]
    people: tuple[str, ...]

    @property
    def newest(self) -> Any:
        return self.items[0]

    @property
    def count(self) -> int:
        return len(self.items)


def grouped(
    items: Iterable[T], key: Callable[[T], Hashable], actor: Callable[[T], str | None]
) -> list[Group]:
    """Put what has the same key together, where the newest of it stands; the order stays otherwise."""
    found: dict[Hashable, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return [
        Group(tuple(each), tuple(dict.fromkeys(name for item in each if (name := actor(item)))))
        for each in found.values()
    ]
