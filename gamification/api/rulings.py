"""One cause of a ledger, followed to its deed, undone and given back: for programs of those who answer for points."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.accounts.models import Member
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person_or_none
from community.api.shapes import PersonOut, Text
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.reading import profiles
from gamification.reputation import rulings as services
from gamification.reputation import trace as traces
from gamification.reputation.rules import LONGEST_REASON

rulings: Final = Resource("rulings", __name__, tag="Rulings")
CAUSE: Final = "/members/<name>/reputation/<cause>"


class RulingIn(Schema):
    """Why; the member reads it, and it stands in the log."""

    reason = Text(required=True, validate=validate.Length(max=LONGEST_REASON))


class RulingOut(Schema):
    """One word about a cause: held until somebody has looked, or void; lifted when it counts no more itself."""

    kind = fields.String(required=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.Nested(PersonOut, required=True, allow_none=True)
    made_at = fields.DateTime(required=True)
    lifted_at = fields.DateTime(required=True, allow_none=True)
    lifted_reason = fields.String(required=True)


class TracedLineOut(Schema):
    """One line of the cause, and what the cause stood at after it."""

    number = fields.Integer(required=True)
    points = fields.Integer(required=True)
    stands = fields.Integer(required=True)
    at = fields.DateTime(required=True)


class TraceOut(Schema):
    """A cause: what the deed behind it is worth by itself, what it counts, and who stood on the other side.

    `recorded` is false where the record no longer holds the deed.
    """

    cause = fields.String(required=True)
    kind = fields.String(required=True)
    post_id = fields.Integer(required=True, allow_none=True)
    recorded = fields.Boolean(required=True)
    worth = fields.Integer(required=True)
    stands = fields.Integer(required=True)
    undone = fields.Boolean(required=True)
    other = fields.Nested(PersonOut, required=True, allow_none=True)
    lines = fields.List(fields.Nested(TracedLineOut), required=True)
    rulings = fields.List(fields.Nested(RulingOut), required=True)


@rulings.get(CAUSE)
@requires(Permission.ADMINISTER)
@rulings.output(TraceOut)
def show(name: str, cause: str) -> ResponseReturnValue:
    """A cause of a member's ledger, with the deed behind it and what was decided about it."""
    return _told(profiles.member_or_404(name), cause)


@rulings.post(f"{CAUSE}/undo")
@requires(Permission.ADMINISTER)
@once
@rulings.input(RulingIn)
@rulings.output(TraceOut)
def undo(name: str, cause: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Take the points of a cause away."""
    member = profiles.member_or_404(name)
    with unit_of_work():
        services.undo(cause, of=member.id, by=actor_now(), reason=json_data["reason"])
    return _told(member, cause)


@rulings.post(f"{CAUSE}/restore")
@requires(Permission.ADMINISTER)
@once
@rulings.input(RulingIn)
@rulings.output(TraceOut)
def restore(name: str, cause: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Let a cause count again."""
    member = profiles.member_or_404(name)
    with unit_of_work():
        services.restore(cause, of=member.id, by=actor_now(), reason=json_data["reason"])
    return _told(member, cause)


def _told(member: Member, cause: str) -> dict[str, Any]:
    found = traces.trace(member.id, cause)
    return {
        "cause": found.cause,
        "kind": found.kind,
        "post_id": found.post_id,
        "recorded": found.deed is not None,
        "worth": found.worth,
        "stands": found.stands,
        "undone": found.undone,
        "other": person_or_none(found.other),
        "lines": [
            {"number": each.number, "points": each.points, "stands": each.stands, "at": each.arose_at}
            for each in found.lines
        ],
        "rulings": [
            {
                "kind": each.kind,
                "source": each.source,
                "reason": each.reason,
                "by": person_or_none(each.by),
                "made_at": each.made_at,
                "lifted_at": each.lifted_at,
                "lifted_reason": each.lifted_reason,
            }
            for each in found.rulings
        ],
    }
