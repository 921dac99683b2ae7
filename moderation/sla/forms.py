"""What a browser may send about calendars, policies and a case to try them on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from werkzeug.datastructures import MultiDict

from community.kernel.errors import Invalid
from community.kernel.languages import LANGUAGES, said
from community.kernel.words import N_
from community.tags.rules import split
from moderation.sla import written
from moderation.sla.checking import WEEKDAYS, CalendarDraft, PolicyDraft, Wrong
from moderation.sla.hours import zone_named
from moderation.sla.models import SlaHours, SlaPolicy, conditions_from
from moderation.sla.rules import Conditions

TIERS: Final = (1, 2)
PRIORITIES: Final = ("P1", "P2", "P3", "P4")
LANGS: Final = tuple(LANGUAGES)
LEVELS: Final = (0, 1, 2, 3, 4)
LONGEST_TEXT: Final = 100_000
MOST_FIGURES: Final = 9
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2200


Given = MultiDict[str, str]


@dataclass(slots=True)
class Filled:
    """What stands in a form: texts by field, chosen values by field, and what is wrong by field."""

    texts: Mapping[str, str]
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def take(self, wrong: Wrong) -> None:
        """Show what does not fit beside the fields."""
        for each in wrong.problems:
            self.wrong.setdefault(each.field or "", said(each.message, each.params))


def _text(given: Given, name: str) -> str:
    return given.get(name, "")[:LONGEST_TEXT]


CALENDAR_TEXTS: Final = ("name", "zone", *WEEKDAYS, "holidays", "extra")
POLICY_TEXTS: Final = (
    "name",
    "calendar_id",
    "first_response",
    "next_response",
    "resolution",
    "warn",
    "warn_at",
    "tags",
)
LISTS: Final = ("tiers", "priorities", "teams", "langs", "rules", "channels", "levels")


def sent_calendar(given: Given) -> Filled:
    """The form of a calendar as it was sent."""
    return Filled({name: _text(given, name) for name in CALENDAR_TEXTS})


def shown_calendar(name: str, hours: SlaHours) -> Filled:
    """The form of a calendar that is kept."""
    week = {day: written.told_ranges(hours.hours[number]) for number, day in enumerate(WEEKDAYS)}
    holidays, extra = written.told_holidays(hours.holidays), written.told_extra(hours.extra)
    return Filled({"name": name, "zone": hours.zone, **week, "holidays": holidays, "extra": extra})


def calendar_draft(filled: Filled) -> CalendarDraft:
    """What the form says."""
    texts = filled.texts
    return CalendarDraft(
        name=texts["name"],
        zone=texts["zone"],
        week={day: texts[day] for day in WEEKDAYS},
        holidays=texts["holidays"],
        extra=texts["extra"],
    )


def sent_policy(given: Given) -> Filled:
    """The form of a policy as it was sent."""
    return Filled(
        {name: _text(given, name) for name in POLICY_TEXTS},
        {name: given.getlist(name) for name in LISTS},
    )


def shown_policy(policy: SlaPolicy) -> Filled:
    """The form of a policy that is kept."""
    conditions = conditions_from(policy.conditions)
    warn = "share" if policy.warn_share else "minutes" if policy.warn_minutes else ""
    return Filled(
        {
            "name": policy.name,
            "calendar_id": str(policy.calendar_id),
            "first_response": written.told_minutes(policy.first_response),
            "next_response": written.told_minutes(policy.next_response),
            "resolution": written.told_minutes(policy.resolution),
            "warn": warn,
            "warn_at": str(policy.warn_share or policy.warn_minutes or ""),
            "tags": " ".join(conditions.tags),
        },
        {name: [str(each) for each in getattr(conditions, name)] for name in LISTS},
    )


def policy_draft(filled: Filled) -> PolicyDraft:
    """What the form says; what cannot be chosen is left out."""
    texts, chosen = filled.texts, filled.chosen
    number = texts["calendar_id"]
    return PolicyDraft(
        name=texts["name"],
        calendar_id=int(number) if _is_number(number) else 0,
        conditions=Conditions(
            tiers=tuple(each for each in TIERS if str(each) in chosen["tiers"]),
            priorities=tuple(each for each in PRIORITIES if each in chosen["priorities"]),
            teams=tuple(chosen["teams"]),
            langs=tuple(each for each in LANGS if each in chosen["langs"]),
            rules=tuple(chosen["rules"]),
            tags=tuple(split(texts["tags"])),
            channels=tuple(chosen["channels"]),
            levels=tuple(each for each in LEVELS if str(each) in chosen["levels"]),
        ),
        first_response=texts["first_response"],
        next_response=texts["next_response"],
        resolution=texts["resolution"],
        warn=texts["warn"],
        warn_at=texts["warn_at"],
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_FIGURES


def moment(text: str, zone: str) -> datetime:
    """A moment as a browser sends it, in local time. Raises Invalid."""
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        local = datetime.min  # noqa: DTZ901 - only its year is looked at
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise Invalid(N_("Write the day and the time, such as 2026-11-20 16:30."), field="opened")
    if local.tzinfo is None:
        local = local.replace(tzinfo=zone_named(zone) or UTC)
    return local.astimezone(UTC)
