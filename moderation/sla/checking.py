"""Whether a calendar or a policy can be put into force; pure. All that is wrong is told at once."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from community.kernel.errors import Invalid
from community.kernel.words import N_
from moderation.sla import written
from moderation.sla.hours import DAY, Calendar, NoHoursError, Range, due_at, zone_named
from moderation.sla.rules import ClockKind, Conditions, Terms, Ticking

T = TypeVar("T")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_TARGET: Final = 2_000 * 60  # minutes of service: about a year of working days
LONGEST_WAIT: Final = 3  # years until a target is due by its calendar
LATEST_SHARE: Final = 99
MOST_FIGURES: Final = 9
NO_RANGES: Final[list[Range]] = []
NO_DAYS: Final[list[dict[str, Any]]] = []


class Wrong(Exception):
    """Everything that does not fit, each with the field where it stands."""

    def __init__(self, problems: list[Invalid]) -> None:
        super().__init__("; ".join(str(each) for each in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDraft:
    """A calendar as somebody wrote it; `week` holds a text for each of WEEKDAYS."""

    name: str
    zone: str
    week: Mapping[str, str]
    holidays: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDraft:
    """A policy as somebody wrote it. `warn` is share, minutes or empty; `warn_at` the number that goes with it."""

    name: str
    calendar_id: int
    conditions: Conditions = field(default_factory=Conditions)
    first_response: str = ""
    next_response: str = ""
    resolution: str = ""
    warn: str = ""
    warn_at: str = ""


class _Problems:
    """Tries readers one by one and keeps what each complains of."""

    def __init__(self) -> None:
        self.found: list[Invalid] = []

    def of(self, read: Callable[[], T], instead: T) -> T:
        """What `read` gives, or `instead` where it complains."""
        try:
            return read()
        except Invalid as error:
            self.found.append(error)
            return instead

    def tell(self) -> None:
        if self.found:
            raise Wrong(self.found)


def checked_calendar(draft: CalendarDraft) -> dict[str, Any]:
    """The name and the columns of hours of a calendar that works; raises Wrong."""
    problems = _Problems()
    name = problems.of(partial(_name, draft.name), "")
    zone = problems.of(partial(_zone, draft.zone), "UTC")
    week = [
        problems.of(partial(written.read_ranges, draft.week.get(day, ""), day), NO_RANGES) for day in WEEKDAYS
    ]
    holidays = problems.of(partial(written.read_holidays, draft.holidays), NO_DAYS)
    extra = problems.of(partial(written.read_extra, draft.extra), NO_DAYS)
    problems.tell()
    usual = next((ranges for ranges in week if ranges), [])
    problems.of(partial(_keep_apart, week), None)
    if not usual:
        problems.found.append(Invalid(N_("Give at least one day of the week its hours."), field="monday"))
    problems.tell()
    for each in extra:
        each["ranges"] = each["ranges"] or [list(one) for one in usual]
    values = {"zone": zone, "hours": [[list(one) for one in ranges] for ranges in week]}
    problems.of(partial(_ensure_hours, week, zone, holidays), None)
    problems.tell()
    return {"name": name, **values, "holidays": holidays, "extra": extra}


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= written.LONGEST_NAME:
        raise Invalid(N_("Give it a name of 1 to 80 characters."), field="name")
    return name


def _zone(text: str) -> str:
    zone = text.strip()
    if not zone:
        raise Invalid(N_("Write a time zone such as Europe/Berlin or Asia/Shanghai."), field="zone")
    if zone_named(zone) is None:
        raise Invalid(
            N_("There is no time zone “%(zone)s”. Write one such as Europe/Berlin or Asia/Shanghai."),
            field="zone",
            zone=zone[:40],
        )
    return zone


def _keep_apart(week: list[list[Range]]) -> None:
    """No night may reach into the next morning's hours."""
    for number, ranges in enumerate(week):
        following = week[(number + 1) % 7]
        if ranges and following and ranges[-1][1] > DAY + following[0][0]:
            raise Invalid(
                N_("%(one)s reaches into %(two)s of the next day."),
                field=WEEKDAYS[number],
                one=written.told_range(ranges[-1]),
                two=written.told_range(following[0]),
            )


def _ensure_hours(week: list[list[Range]], zone: str, holidays: list[dict[str, Any]]) -> None:
    days = {each["day"][5:] for each in holidays if each["yearly"]}
    calendar = Calendar(
        zone=zone,
        hours={day: tuple(ranges) for day, ranges in enumerate(week)},
        yearly=frozenset((int(day[:2]), int(day[3:])) for day in days),
    )
    try:
        due_at(datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=1), calendar)
    except NoHoursError:
        raise Invalid(N_("With these holidays no working day is left."), field="holidays") from None


def checked_policy(draft: PolicyDraft, *, fallback: bool) -> dict[str, Any]:
    """The columns of a policy that works; raises Wrong."""
    problems = _Problems()
    name = problems.of(partial(_name, draft.name), "")
    targets = {
        clock: problems.of(partial(_minutes, draft, clock), None)
        for clock in ("first_response", "next_response", "resolution")
    }
    warn_share = warn_minutes = None
    if draft.warn == "share":
        warn_share = problems.of(partial(_share, draft.warn_at), None)
    elif draft.warn == "minutes":
        warn_minutes = problems.of(partial(_before, draft.warn_at), None)
    if not fallback and draft.conditions.any:
        problems.found.append(
            Invalid(
                N_("Say for which cases it is; only the last policy applies to all that is left."),
                field="conditions",
            )
        )
    problems.tell()
    terms = Terms(**targets, warn_share=warn_share, warn_minutes=warn_minutes)
    conditions = (
        {} if fallback else {key: list(told) for key, told in asdict(draft.conditions).items() if told}
    )
    return {"name": name, "calendar_id": draft.calendar_id, "conditions": conditions, **asdict(terms)}


def too_far(terms: Terms, calendar: Calendar, now: datetime) -> list[str]:
    """The clocks of a policy whose target would be due only after years, by the names of their fields."""
    targets = {kind: terms.target(kind) for kind in ClockKind}
    due = {
        kind: Ticking(target=target, since=now).due_at(calendar)
        for kind, target in targets.items()
        if target is not None
    }
    farthest = now + timedelta(days=366 * LONGEST_WAIT)
    return [kind.replace("-", "_") for kind, moment in due.items() if moment is None or moment > farthest]


def _minutes(draft: PolicyDraft, clock: str) -> int | None:
    return written.read_minutes(str(getattr(draft, clock)), clock, LONGEST_TARGET)


def _share(text: str) -> int:
    text = text.strip().removesuffix("%").strip()
    if not (
        text.isascii() and text.isdigit() and len(text) < MOST_FIGURES and 1 <= int(text) <= LATEST_SHARE
    ):
        raise Invalid(N_("Write a share from 1 to 99 percent."), field="warn_at")
    return int(text)


def _before(text: str) -> int:
    text = text.strip()
    if not (
        text.isascii() and text.isdigit() and len(text) < MOST_FIGURES and 1 <= int(text) <= LONGEST_TARGET
    ):
        raise Invalid(N_("Write how many minutes before, as a whole number."), field="warn_at")
    return int(text)
