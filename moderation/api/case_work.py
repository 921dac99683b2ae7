"""A case among several people, and the staff with their load."""

from typing import Any, Final

from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Given, Text, Whole
from community.kernel.errors import Invalid
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.words import N_
from moderation.api import case_shapes, case_work_shapes
from moderation.api.cases import after, owner_named
from moderation.casework import handing, merging, passing, presence, queries, taking_over
from moderation.escalation import closing
from moderation.escalation.queries import case_or_404

bp: Final = Resource("case_work", __name__, tag="Cases")


class Reason(Given):
    """Why; whoever is concerned reads it."""

    reason = Text(required=True, validate=validate.Length(1, 1_000))


class HandingOver(Given):
    """To a member of staff by name, or to a team; it comes back after `minutes` of service time."""

    member = Text(load_default=None, allow_none=True, validate=validate.Length(1, 100))
    team = Text(load_default="")
    note = Text(required=True, validate=validate.Length(1, 2_000))
    minutes = Whole(1, 10_000, load_default=None, allow_none=True)


class PassingOn(Given):
    """What a team of tier 2 needs to know, by the fields of its template."""

    template = Text(load_default="specialists")
    told = fields.Dict(
        keys=Text(), values=Text(), required=True, data_key="fields", metadata={"description": "slug: text"}
    )


class Merging(Given):
    """The number of the case in which this one goes on."""

    into = Whole(1, required=True)


class Looking(Given):
    """What somebody does with the case before them."""

    state = Text(load_default="open", validate=validate.OneOf(["open", "typing", "gone"]))


@bp.post("/cases/<int:case_id>/take-over")
@requires(Permission.WORK_CASES)
@once
@bp.input(Reason)
@bp.output(case_shapes.CaseOut)
def take_over(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Make somebody else's case one's own: leads always, others where its owner is away or silent for long."""
    return after(case_id, lambda: taking_over.take_over(case_id, json_data["reason"], by=actor_now()))


@bp.post("/cases/<int:case_id>/hand-over")
@requires(Permission.WORK_CASES)
@once
@bp.input(HandingOver)
@bp.output(case_shapes.CaseOut)
def hand_over(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Give a case to somebody or to a team; it comes back unless it is taken in time."""
    if (json_data["member"] is None) == (not json_data["team"]):
        raise Invalid(N_("Choose a person, or a team of the same tier."), field="member")
    return after(
        case_id,
        lambda: handing.hand_over(
            case_id,
            by=actor_now(),
            note=json_data["note"],
            to=owner_named(json_data["member"]),
            team=json_data["team"],
            minutes=json_data["minutes"],
        ),
    )


@bp.post("/cases/<int:case_id>/accept")
@requires(Permission.WORK_CASES)
@once
@bp.output(case_shapes.CaseOut)
def accept(case_id: int) -> ResponseReturnValue:
    """Take what was handed over or offered."""
    return after(case_id, lambda: handing.accept(case_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/decline")
@requires(Permission.WORK_CASES)
@once
@bp.input(Reason)
@bp.output(case_shapes.CaseOut)
def decline(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Do not take what was handed over or offered, with a reason."""
    return after(case_id, lambda: handing.decline(case_id, json_data["reason"], by=actor_now()))


@bp.post("/cases/<int:case_id>/pass")
@requires(Permission.WORK_CASES)
@once
@bp.input(PassingOn)
@bp.output(case_shapes.CaseOut)
def pass_on(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Pass a case on to a team of tier 2 with a filled-in template."""
    return after(
        case_id,
        lambda: passing.pass_on(case_id, json_data["told"], by=actor_now(), template=json_data["template"]),
    )


@bp.post("/cases/<int:case_id>/send-back")
@requires(Permission.WORK_CASES)
@once
@bp.input(Reason)
@bp.output(case_shapes.CaseOut)
def send_back(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Send a case back to tier 1 with a reason."""
    return after(case_id, lambda: passing.send_back(case_id, json_data["reason"], by=actor_now()))


@bp.post("/cases/<int:case_id>/merge")
@requires(Permission.WORK_CASES)
@once
@bp.input(Merging)
@bp.output(case_shapes.CaseOut)
def merge(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Let a case and its question go on in another one; the answer still shows this case, with `merged_into`."""
    return after(case_id, lambda: merging.merge(case_id, json_data["into"], by=actor_now()))


@bp.post("/cases/<int:case_id>/reopen")
@requires(Permission.WORK_CASES)
@once
@bp.output(case_shapes.CaseOut)
def reopen(case_id: int) -> ResponseReturnValue:
    """Take up a closed case again."""
    return after(case_id, lambda: closing.reopen(case_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/presence")
@requires(Permission.WORK_CASES)
@once
@bp.input(Looking)
@bp.output(case_work_shapes.PresenceOut)
def look(case_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Say that somebody has the case open, writes, or has left; the answer tells who else does."""
    state = json_data["state"]
    if state == "gone":
        presence.leave(case_id, by=actor_now())
    else:
        presence.see(case_id, by=actor_now(), typing=state == "typing")
    return case_work_shapes.presence_of(case_or_404(case_id), but=actor_now().member_id)


@bp.get("/staff/load")
@requires(Permission.WORK_CASES)
@bp.output(case_work_shapes.LoadPage)
def loads() -> ResponseReturnValue:
    """Who of the staff carries how much, is there, knows and speaks what."""
    return {
        "distribution": queries.mode().name.lower(),
        "items": [case_work_shapes.load(each) for each in queries.loads()],
    }
