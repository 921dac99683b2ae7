"""What staff promise, for programs: policies in their order, calendars, and the forecast of the desk."""

from typing import Any, Final

from apiflask import Schema
from marshmallow import fields

from community.api.blueprint import Resource
from community.api.shapes import Complete
from community.kernel.errors import NotFound
from community.kernel.policy import Permission, requires
from moderation.escalation import forecasting
from moderation.sla import queries
from moderation.sla.models import SlaCalendar, SlaHours, SlaPolicy

bp: Final = Resource("sla", __name__, tag="Service promises")


class SlaPolicyOut(Schema):
    """What is promised for some cases, in minutes of service; null is not promised. The first that fits counts.

    An empty list of `conditions` asks for nothing. Staff are warned when `warn_share` percent of the time is
    used, or `warn_minutes` before its end.
    """

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    fallback = fields.Boolean(required=True)
    conditions = fields.Dict(keys=fields.String(), values=fields.List(fields.Raw()), required=True)
    calendar_id = fields.Integer(required=True)
    first_response = fields.Integer(required=True, allow_none=True)
    next_response = fields.Integer(required=True, allow_none=True)
    resolution = fields.Integer(required=True, allow_none=True)
    warn_share = fields.Integer(required=True, allow_none=True)
    warn_minutes = fields.Integer(required=True, allow_none=True)


class SlaPoliciesOut(Complete):
    """All policies, in the order in which they are asked."""

    items = fields.List(fields.Nested(SlaPolicyOut), required=True)


class HolidayOut(Schema):
    """A day without hours; a yearly one comes again each year on its day."""

    day = fields.String(required=True)
    yearly = fields.Boolean(required=True)
    name = fields.String(required=True)


class ExtraDayOut(Schema):
    """A working day with hours of its own."""

    day = fields.String(required=True)
    ranges = fields.List(fields.List(fields.Integer()), required=True)
    name = fields.String(required=True)


class SlaCalendarOut(Schema):
    """A calendar: seven lists of [begin, end] in minutes after midnight there, Monday first.

    An end beyond 1440 lies on the next day.
    """

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    usual = fields.Boolean(required=True)
    zone = fields.String(required=True)
    hours = fields.List(fields.List(fields.List(fields.Integer())), required=True)
    holidays = fields.List(fields.Nested(HolidayOut), required=True)
    extra = fields.List(fields.Nested(ExtraDayOut), required=True)


class SlaCalendarsOut(Complete):
    """All calendars, the usual one first."""

    items = fields.List(fields.Nested(SlaCalendarOut), required=True)


class ForecastHourOut(Schema):
    """One hour of service: cases that come due, arrive, can be done, and are expected to be late."""

    start = fields.DateTime(required=True)
    minutes = fields.Float(required=True)
    due = fields.Integer(required=True)
    arrivals = fields.Float(required=True)
    capacity = fields.Float(required=True)
    late = fields.Float(required=True)


class ForecastOut(Schema):
    """The next 24 hours of service by the usual calendar."""

    hours = fields.List(fields.Nested(ForecastHourOut), required=True)
    late_now = fields.Integer(required=True)
    late = fields.Float(required=True)
    agents = fields.Integer(required=True)
    minutes_each = fields.Float(required=True)


@bp.get("/sla/policies")
@requires(Permission.WORK_CASES)
@bp.output(SlaPoliciesOut)
def policies() -> dict[str, Any]:
    """All policies, in the order in which they are asked."""
    return {"items": [policy_shape(each) for each in queries.policies()]}


def policy_shape(policy: SlaPolicy) -> dict[str, Any]:
    """A policy as it is told."""
    given = {name: getattr(policy, name) for name in SlaPolicyOut().fields if name != "fallback"}
    return {**given, "fallback": policy.is_fallback}


@bp.get("/sla/calendars")
@requires(Permission.WORK_CASES)
@bp.output(SlaCalendarsOut)
def calendars() -> dict[str, Any]:
    """All calendars with the hours they have now."""
    hours: dict[int | None, SlaHours] = {each.calendar_id: each for each in queries.current_hours()}
    return {"items": [calendar_shape(each, hours[each.id]) for each in queries.calendars()]}


def calendar_shape(calendar: SlaCalendar, hours: SlaHours) -> dict[str, Any]:
    """A calendar as it is told, with these hours."""
    return {
        "id": calendar.id,
        "name": calendar.name,
        "usual": calendar.is_default,
        "zone": hours.zone,
        "hours": hours.hours,
        "holidays": hours.holidays,
        "extra": hours.extra,
    }


@bp.get("/sla/forecast")
@requires(Permission.WORK_CASES)
@bp.output(ForecastOut)
def forecast() -> dict[str, Any]:
    """What the next 24 hours of service bring."""
    found = forecasting.desk_forecast()
    if found is None:
        raise NotFound
    return {
        "hours": list(found.hours),
        "late_now": found.late_now,
        "late": found.late,
        "agents": found.agents,
        "minutes_each": found.minutes_each,
    }
