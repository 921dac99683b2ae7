"""Setting what staff promise, for admins' programs: policies and calendars, by the rules of the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from apiflask import HTTPError, Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Given, Text, Whole
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.api.promises import SlaCalendarOut, SlaPolicyOut, calendar_shape, policy_shape
from moderation.sla import queries, services, setting
from moderation.sla.checking import LATEST_SHARE, LONGEST_TARGET, WEEKDAYS, CalendarDraft, PolicyDraft, Wrong
from moderation.sla.forms import LANGS, LEVELS, PRIORITIES, TIERS
from moderation.sla.rules import Conditions
from moderation.sla.written import LONGEST_NAME, MOST_LINES, told_ranges

bp: Final = Resource("sla_setting", __name__, tag="Service promises")
MOST: Final = 100
INVALID: Final = 422
_DAY: Final = validate.Regexp(r"\d{4}-\d{2}-\d{2}\Z")
# What stands behind a day is its name, on one line; a name that looks like more days or hours would be read so.
_NAMED: Final = validate.Regexp(r"(?:[^\s\d.,;、*][^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*)?\Z")


def _several(each: Any) -> Any:
    return fields.List(each, load_default=[], validate=validate.Length(max=MOST))


def _words() -> Text:
    return Text(validate=validate.Length(1, MOST))


class SlaConditionsIn(Given):
    """What a case must be; an empty list asks for nothing."""

    tiers = _several(Whole(min(TIERS), max(TIERS)))
    priorities = _several(Text(validate=validate.OneOf(PRIORITIES)))
    teams = _several(_words())
    langs = _several(Text(validate=validate.OneOf(LANGS)))
    rules = _several(_words())
    tags = _several(_words())
    channels = _several(_words())
    levels = _several(Whole(min(LEVELS), max(LEVELS)))


class SlaPolicyIn(Given):
    """What is promised for some cases, in minutes of service; null is not promised."""

    name = Text(required=True, validate=validate.Length(1, LONGEST_NAME))
    calendar_id = Whole(1, required=True)
    conditions = fields.Nested(SlaConditionsIn, load_default=dict)
    first_response = Whole(1, LONGEST_TARGET, load_default=None, allow_none=True)
    next_response = Whole(1, LONGEST_TARGET, load_default=None, allow_none=True)
    resolution = Whole(1, LONGEST_TARGET, load_default=None, allow_none=True)
    warn_share = Whole(1, LATEST_SHARE, load_default=None, allow_none=True)
    warn_minutes = Whole(1, LONGEST_TARGET, load_default=None, allow_none=True)


class SlaPlaceIn(Given):
    """Whether it changes places with the one before it, or with the one after it."""

    up = fields.Boolean(required=True)


class SlaRange(fields.List[int]):
    """[begin, end] in minutes after midnight."""

    def __init__(self) -> None:
        super().__init__(Whole(0, 2 * 1440), validate=validate.Length(equal=2))


class HolidayIn(Given):
    """A day without hours."""

    day = Text(required=True, validate=_DAY)
    yearly = fields.Boolean(load_default=False)
    name = Text(load_default="", validate=[validate.Length(max=LONGEST_NAME), _NAMED])


class ExtraDayIn(Given):
    """A working day with hours of its own; without ranges, those of the first open weekday."""

    day = Text(required=True, validate=_DAY)
    ranges = fields.List(SlaRange(), load_default=[], validate=validate.Length(max=24))
    name = Text(load_default="", validate=[validate.Length(max=LONGEST_NAME), _NAMED])


class SlaCalendarIn(Given):
    """A calendar: seven lists of [begin, end], Monday first; an end beyond 1440 lies on the next day."""

    name = Text(required=True, validate=validate.Length(1, LONGEST_NAME))
    zone = Text(required=True, validate=validate.Length(1, MOST))
    hours = fields.List(
        fields.List(SlaRange(), validate=validate.Length(max=24)),
        required=True,
        validate=validate.Length(equal=7),
    )
    holidays = fields.List(
        fields.Nested(HolidayIn), load_default=[], validate=validate.Length(max=MOST_LINES)
    )
    extra = fields.List(fields.Nested(ExtraDayIn), load_default=[], validate=validate.Length(max=MOST_LINES))


class AppliedOut(Schema):
    """It is done in the background, a portion at a time."""

    started = fields.Boolean(required=True)


@contextmanager
def _setting() -> Iterator[None]:
    """One deed on a site that has its first policies; all that is wrong is told at once, by field."""
    try:
        with unit_of_work():
            if not queries.policies():
                services.furnish()
            yield
    except Wrong as wrong:
        told: dict[str, list[str]] = {}
        for each in wrong.problems:
            told.setdefault(each.field or "", []).append(said(each.message, each.params))
        raise HTTPError(INVALID, detail={"json": told}) from wrong


def _policy_draft(given: dict[str, Any]) -> PolicyDraft:
    asked = SlaConditionsIn().load({}) | given["conditions"]
    share, minutes = given["warn_share"], given["warn_minutes"]
    warn, at = (
        ("share", share) if share is not None else ("minutes", minutes) if minutes is not None else ("", "")
    )
    return PolicyDraft(
        name=given["name"],
        calendar_id=given["calendar_id"],
        conditions=Conditions(**{name: tuple(dict.fromkeys(values)) for name, values in asked.items()}),
        **{name: _minutes(given[name]) for name in ("first_response", "next_response", "resolution")},
        warn=warn,
        warn_at=str(at),
    )


def _minutes(given: int | None) -> str:
    return "" if given is None else f"{given // 60}:{given % 60:02}"


def _calendar_draft(given: dict[str, Any]) -> CalendarDraft:
    days = [
        f"{'*' + each['day'][4:] if each['yearly'] else each['day']} {each['name']}"
        for each in given["holidays"]
    ]
    extra = [f"{each['day']} {told_ranges(each['ranges'])} {each['name']}" for each in given["extra"]]
    week = {day: told_ranges(ranges) for day, ranges in zip(WEEKDAYS, given["hours"], strict=True)}
    return CalendarDraft(
        name=given["name"], zone=given["zone"], week=week, holidays="\n".join(days), extra="\n".join(extra)
    )


@bp.post("/sla/policies")
@requires(Permission.ADMINISTER)
@once
@bp.input(SlaPolicyIn)
@bp.output(SlaPolicyOut, 201)
def add_policy(json_data: dict[str, Any]) -> dict[str, Any]:
    """Add a policy, before the last one. It counts for new cases."""
    with _setting():
        return policy_shape(setting.keep_policy(None, _policy_draft(json_data), by=actor_now()))


@bp.put("/sla/policies/<int:policy_id>")
@requires(Permission.ADMINISTER)
@bp.input(SlaPolicyIn)
@bp.output(SlaPolicyOut)
def change_policy(policy_id: int, json_data: dict[str, Any]) -> dict[str, Any]:
    """Change a policy; open cases keep what was promised. The last one applies to all that is left."""
    with _setting():
        kept = queries.policy_or_404(policy_id)
        return policy_shape(setting.keep_policy(kept, _policy_draft(json_data), by=actor_now()))


@bp.post("/sla/policies/<int:policy_id>/move")
@requires(Permission.ADMINISTER)
@once
@bp.input(SlaPlaceIn)
@bp.output({}, 204)
def move_policy(policy_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Let it change places with its neighbour; the last one stays last."""
    queries.policy_or_404(policy_id)
    setting.move_policy(policy_id, up=json_data["up"], by=actor_now())
    return ""


@bp.delete("/sla/policies/<int:policy_id>")
@requires(Permission.ADMINISTER)
@bp.output({}, 204)
def remove_policy(policy_id: int) -> ResponseReturnValue:
    """Promise it no more; open cases keep what it promised them."""
    with _setting():
        setting.remove_policy(policy_id, by=actor_now())
    return ""


@bp.post("/sla/calendars")
@requires(Permission.ADMINISTER)
@once
@bp.input(SlaCalendarIn)
@bp.output(SlaCalendarOut, 201)
def add_calendar(json_data: dict[str, Any]) -> dict[str, Any]:
    """Add a calendar."""
    with _setting():
        made = setting.keep_calendar(None, _calendar_draft(json_data), by=actor_now())
        return calendar_shape(made, queries.hours_of(made.id))


@bp.put("/sla/calendars/<int:calendar_id>")
@requires(Permission.ADMINISTER)
@bp.input(SlaCalendarIn)
@bp.output(SlaCalendarOut)
def change_calendar(calendar_id: int, json_data: dict[str, Any]) -> dict[str, Any]:
    """Give a calendar these hours from now on."""
    with _setting():
        kept = queries.calendar_or_404(calendar_id)
        setting.keep_calendar(kept, _calendar_draft(json_data), by=actor_now())
        return calendar_shape(kept, queries.hours_of(kept.id))


@bp.post("/sla/calendars/<int:calendar_id>/usual")
@requires(Permission.ADMINISTER)
@once
@bp.output({}, 204)
def make_usual(calendar_id: int) -> ResponseReturnValue:
    """Let it be the one for whatever else counts in service hours."""
    setting.make_default(calendar_id, by=actor_now())
    return ""


@bp.delete("/sla/calendars/<int:calendar_id>")
@requires(Permission.ADMINISTER)
@bp.output({}, 204)
def remove_calendar(calendar_id: int) -> ResponseReturnValue:
    """Keep it no longer; the usual one, and one that a policy counts by, stay."""
    with _setting():
        setting.remove_calendar(calendar_id, by=actor_now())
    return ""


@bp.post("/sla/apply")
@requires(Permission.ADMINISTER)
@once
@bp.output(AppliedOut, 202)
def apply() -> dict[str, Any]:
    """Hold open cases to the policies in force."""
    setting.apply_to_open_cases(by=actor_now())
    return {"started": True}
