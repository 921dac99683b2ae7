"""The public counts of moderation, and the log for those who keep the place."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.paging import refuse
from community.api.shapes import Asked, Paged, Text, Whole, page_of
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Permission, actor_now, may, requires
from moderation.audit import queries, reading
from moderation.transparency import facts, rules
from moderation.transparency.rules import Wait

bp: Final = Resource("openness", __name__, tag="Transparency")
ORDER: Final = "log"


class PeriodAsked(Asked):
    """Which stretch of days: 30, 90 or 365."""

    days = fields.Integer(
        load_default=rules.USUAL,
        validate=validate.OneOf(list(rules.PERIODS)),
        metadata={"default": rules.USUAL, "enum": list(rules.PERIODS)},
    )


class StepOut(Schema):
    """What was posted in some days, what was held for a person first, what a person refused or hid."""

    first = fields.Date(required=True)
    last = fields.Date(required=True)
    posted = fields.Integer(required=True)
    held = fields.Integer(required=True)
    refused = fields.Integer(required=True)


class WaitOut(Schema):
    """How long decisions took, in seconds; null where there were fewer than five."""

    count = fields.Integer(required=True, allow_none=True)
    median_seconds = fields.Integer(required=True, allow_none=True)
    ninetieth_seconds = fields.Integer(required=True, allow_none=True)


def _counts(*, hidden: bool = False) -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=hidden), required=True)


class TransparencyOut(Schema):
    """Counts of a period. Where a person could be guessed, null stands for one to four."""

    days = fields.Integer(required=True)
    steps = fields.List(fields.Nested(StepOut), required=True)
    findings = _counts()
    reports = _counts()
    decided_by = _counts()
    acts = _counts(hidden=True)
    review = fields.Nested(WaitOut, required=True)
    appeal = fields.Nested(WaitOut, required=True)


@bp.get("/transparency")
@requires(Permission.READ)
@bp.input(PeriodAsked, location="query")
@bp.output(TransparencyOut)
def transparency(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What moderators and the team did, and how long it took; days other than 30, 90, 365 count as 90."""
    days = query_data["days"] if query_data["days"] in rules.PERIODS else rules.USUAL
    it = facts.of_period(days)
    return {
        "days": it.days,
        "steps": [
            {
                "first": step.first,
                "last": step.last,
                "posted": step.of(*facts.NEW),
                "held": step.of("gate:held"),
                "refused": facts.refused_in(step),
            }
            for step in it.steps
        ],
        "findings": dict(it.named("finding:")),
        "reports": dict(it.named("flag:")),
        "decided_by": dict(it.named("by:")),
        "acts": dict(it.acts()),
        "review": _waited(it.review),
        "appeal": _waited(it.appeal),
    }


def _waited(wait: Wait) -> dict[str, int | None]:
    enough = wait.count >= rules.FEWEST
    return {
        "count": rules.guarded(wait.count),
        "median_seconds": wait.median if enough else None,
        "ninetieth_seconds": wait.ninetieth if enough else None,
    }


class LogAsked(Paged):
    """Which lines of the log; `by` and `about` are names of members."""

    act = Text(load_default="", validate=validate.Length(max=60))
    by = Text(load_default="", validate=validate.Length(max=80))
    about = Text(load_default="", validate=validate.Length(max=80))
    post = Whole(1, strict=False, load_default=None, allow_none=True)
    q = Text(load_default="", validate=validate.Length(max=200))


class EntryOut(Schema):
    """One act, with the hash that covers it and the entry before it.

    Of cases and of what is private, `reason` and `data` are empty for whoever does not work on cases.
    """

    number = fields.Integer(required=True)
    at = fields.String(required=True)
    by_id = fields.Integer(required=True, allow_none=True)
    by_role = fields.String(required=True, allow_none=True)
    act = fields.String(required=True)
    subject = fields.String(required=True)
    member_id = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True)
    data = fields.Dict(required=True)
    previous = fields.String(required=True)
    hash = fields.String(required=True)


@bp.get("/log")
@requires(Permission.SEE_HELD)
@bp.input(LogAsked, location="query")
@bp.output(page_of(EntryOut, "Log"))
def log(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What was done by whom, newest first; for moderators and staff."""
    cursor = query_data.pop("cursor")
    limit = query_data.pop("limit")
    wanted = reading.Wanted(words=query_data.pop("q"), **query_data)
    cases = may(actor_now(), Permission.WORK_CASES)
    turned = reading.page_of(wanted, _before(cursor), limit, cases=cases)
    return {
        "items": [_entry(line) for line in turned.lines],
        "next": encode_cursor(ORDER, turned.before) if turned.before is not None else None,
    }


def _entry(line: reading.Line) -> dict[str, Any]:
    told = queries.plain(line.entry)
    return {**told, "reason": "", "data": {}} if line.sealed else told


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    order, number = decode_cursor(cursor, 2)
    if order != ORDER or not isinstance(number, int) or not 0 < number < 2**31:
        refuse()
    return int(number)
