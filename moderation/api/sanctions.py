"""Sanctions on members: one's own, and for those who moderate imposing, lifting and extending them."""

from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.accounts import queries as accounts
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person, person_or_none
from community.api.shapes import Given, PersonOut, Text, Whole, page_of
from community.kernel.errors import NotFound
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.sanctions import ending, queries, services
from moderation.sanctions.catalogue import LIMITS, REASONS, TEMPLATES
from moderation.sanctions.checking import Order
from moderation.sanctions.models import Sanction, SanctionPost
from moderation.sanctions.rules import IMPOSED, LONGEST_DAYS, LONGEST_NOTE, LONGEST_WORDS, Kind

bp: Final = Resource("sanctions", __name__, tag="Sanctions")


class CopyOut(Schema):
    """A post that led to a sanction, as it was; `body` is empty once the time for an appeal is over."""

    post_id = fields.Integer(required=True, allow_none=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    written_at = fields.DateTime(required=True)


class SanctionOut(Schema):
    """What was done, why, and until when. `note` and who decided are for those who moderate, else null."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    member = fields.Nested(PersonOut, required=True)
    kind = fields.String(required=True, validate=validate.OneOf([each.value for each in Kind]))
    limit = fields.String(required=True, allow_none=True)
    post_id = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True)
    template = fields.String(required=True, allow_none=True)
    words = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    imposed_by = fields.Nested(PersonOut, required=True, allow_none=True)
    imposed_at = fields.DateTime(required=True)
    until = fields.DateTime(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    ended_at = fields.DateTime(required=True, allow_none=True)
    end = fields.String(required=True, allow_none=True)
    struck = fields.Boolean(required=True)
    appeal_until = fields.DateTime(required=True)
    posts = fields.List(fields.Nested(CopyOut), required=True)


class NewSanction(Given):
    """What to do. A limit needs `limit` and `days`; a suspension without `days` holds until it is lifted."""

    kind = Text(required=True, validate=validate.OneOf([each.value for each in IMPOSED]))
    reason = Text(required=True, validate=validate.OneOf([each.slug for each in REASONS]))
    limit = Text(load_default="", validate=validate.OneOf(["", *(str(each.slug) for each in LIMITS)]))
    template = Text(load_default="", validate=validate.OneOf(["", *(each.slug for each in TEMPLATES)]))
    words = Text(load_default="", validate=validate.Length(max=LONGEST_WORDS))
    note = Text(load_default="", validate=validate.Length(max=LONGEST_NOTE))
    days = Whole(1, LONGEST_DAYS, load_default=None, allow_none=True)
    posts = fields.List(Whole(1), load_default=list)


class LiftIn(Given):
    """Why it ends early; the member reads it."""

    reason = Text(required=True, validate=validate.Length(1, LONGEST_WORDS))


class NewEnd(LiftIn):
    """How much longer, and why."""

    days = Whole(1, LONGEST_DAYS, required=True)


@bp.get("/members/<name>/sanctions")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(page_of(SanctionOut, "Sanctions"))
def index(name: str) -> ResponseReturnValue:
    """Everything that was done about a member, newest first: one's own, or anyone's for those who moderate."""
    own = name == actor_now().name
    if not own and not may(actor_now(), Permission.SUSPEND):
        raise NotFound
    return {
        "items": [told(each) for each in queries.sanctions_of(accounts.get_or_404(name).id)],
        "next": None,
    }


@bp.post("/members/<name>/sanctions")
@requires(Permission.SUSPEND)
@once
@bp.input(NewSanction)
@bp.output(SanctionOut, 201)
def impose(name: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Warn, limit or suspend a member."""
    posts = tuple(json_data.pop("posts"))
    order = Order(**{**json_data, "kind": Kind(json_data["kind"])}, post_ids=posts)
    with unit_of_work():
        made = services.impose(accounts.get_or_404(name).id, order, by=actor_now())
        return told(queries.sanction_or_404(made.id))


@bp.post("/sanctions/<int:sanction_id>/lift")
@requires(Permission.SUSPEND)
@once
@bp.input(LiftIn)
@bp.output(SanctionOut)
def lift(sanction_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """End it early."""
    with unit_of_work():
        ending.lift(sanction_id, json_data["reason"], by=actor_now())
        return told(queries.sanction_or_404(sanction_id))


@bp.post("/sanctions/<int:sanction_id>/extend")
@requires(Permission.SUSPEND)
@once
@bp.input(NewEnd)
@bp.output(SanctionOut)
def extend(sanction_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Let a limit or a suspension last longer."""
    with unit_of_work():
        ending.extend(sanction_id, json_data["days"], json_data["reason"], by=actor_now())
        return told(queries.sanction_or_404(sanction_id))


@bp.post("/sanctions/<int:sanction_id>/acknowledgement")
@requires(Permission.APPEAL)
@once
@bp.output(SanctionOut)
def acknowledge(sanction_id: int) -> ResponseReturnValue:
    """Say that one has read a warning."""
    with unit_of_work():
        ending.acknowledge(sanction_id, by=actor_now())
        return told(queries.sanction_or_404(sanction_id))


def told(sanction: Sanction) -> dict[str, Any]:
    """A sanction with what its reader may know of it."""
    inside = may(actor_now(), Permission.SUSPEND) and sanction.member_id != actor_now().member_id
    names = ("id", "kind", "reason", "words", "imposed_at", "until", "active", "ended_at", "struck")
    return {name: getattr(sanction, name) for name in names} | {
        "url": url_for("sanctions.show", sanction_id=sanction.id, _external=True),
        "member": person(accounts.member(sanction.member_id)),
        "limit": sanction.what or None,
        "post_id": sanction.about_id or None,
        "template": sanction.template or None,
        "note": sanction.note if inside else None,
        "imposed_by": person_or_none(sanction.imposed_by) if inside else None,
        "end": sanction.end or None,
        "appeal_until": queries.appeal_until(sanction),
        "posts": [_copy(each) for each in queries.posts_of(sanction.id)],
    }


def _copy(each: SanctionPost) -> dict[str, Any]:
    names = ("post_id", "kind", "title", "written_at")
    return {name: getattr(each, name) for name in names} | {"body": each.body_markdown}
