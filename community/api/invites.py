"""Inviting people who are not here yet: by letter or by a link to pass on."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once, once_without
from community.api.shapes import Given, Paged, Text, Whole
from community.invites import queries, rules, services
from community.invites.models import Invite
from community.kernel import clock
from community.kernel.errors import Invalid
from community.kernel.furnish import site_settings
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Permission, Role, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.tags import rules as tag_rules

bp: Final = Resource("invites", __name__, tag="Inviting people")
ORDER: Final = "invites"


class NewInvites(Given):
    """Whom to invite: `addresses` are written to; without them a link for `uses` people is made."""

    addresses = fields.List(
        Text(validate=validate.Length(1, 320)),
        load_default=[],
        validate=validate.Length(max=rules.MOST_LINES),
    )
    uses = Whole(1, rules.MOST_USES, load_default=1)
    words = Text(load_default="")
    language = Text(load_default="en", validate=validate.OneOf(list(LANGUAGES)))
    role = Text(load_default=Role.MEMBER.value, validate=validate.OneOf([each.value for each in Role]))
    topics = fields.List(
        Text(validate=validate.Length(1, 40)),
        load_default=[],
        validate=validate.Length(max=rules.MOST_TOPICS),
    )
    days = fields.Integer(load_default=14, validate=validate.OneOf(rules.DAYS))


class GuestOut(Schema):
    """Somebody who came by an invitation."""

    name = fields.String(required=True)
    came_at = fields.DateTime(required=True)
    answers = fields.Integer(required=True)


class InviteOut(Schema):
    """An invitation; `email` is null for a link, and where the address was forgotten."""

    id = fields.Integer(required=True)
    email = fields.String(required=True, allow_none=True)
    role = fields.String(required=True)
    language = fields.String(required=True)
    topics = fields.List(fields.String(), required=True)
    uses = fields.Integer(required=True)
    used = fields.Integer(required=True)
    open = fields.Boolean(required=True)
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    guests = fields.List(fields.Nested(GuestOut), required=True)


class InvitePage(Schema):
    """Invitations, the newest first."""

    items = fields.List(fields.Nested(InviteOut), required=True)
    next = fields.String(required=True, allow_none=True)


class MadeOut(Schema):
    """What was made; `link` is told this once, `refused` are lines that are no addresses."""

    items = fields.List(fields.Nested(InviteOut), required=True)
    link = fields.String(required=True, allow_none=True)
    refused = fields.List(fields.String(), required=True)


@bp.get("/invites")
@requires(Permission.INVITE)
@bp.input(Paged, location="query")
@bp.output(InvitePage)
def index(query_data: dict[str, Any]) -> dict[str, Any]:
    """Whom you have invited, and what became of them; admins see all."""
    services.ensure_may(actor_now())
    query = queries.seen_by(actor_now()).order_by(Invite.created_at.desc(), Invite.id.desc())
    query = paging.after(query, Invite.created_at, Invite.id, query_data["cursor"], order=ORDER)
    found, following = paging.page(
        paging.rows(query, query_data["limit"]),
        query_data["limit"],
        lambda last: paging.cursor_at(last.created_at, last.id, order=ORDER),
    )
    return {"items": _shown(found), "next": following}


@bp.post("/invites")
@requires(Permission.INVITE)
@once_without("link")
@bp.input(NewInvites)
@bp.output(MadeOut, 201)
def invite(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Invite by letter, or make a link to pass on. Sent again under its key, it is answered without the link."""
    terms = services.Terms(
        words=json_data["words"],
        lang=json_data["language"],
        role=Role(json_data["role"]),
        topics=tuple(tag_rules.split(" ".join(json_data["topics"]))),
        days=json_data["days"],
    )
    if not json_data["addresses"]:
        made, word = services.make_link(terms, json_data["uses"], by=actor_now())
        link = site_settings().base_url + services.PATH.replace("{word}", word)
        told = {"items": _shown([made]), "link": link, "refused": []}
        return told, 201, {"Cache-Control": "no-store"}
    read = rules.read_addresses("\n".join(json_data["addresses"]))
    if not read.good:
        raise Invalid(
            N_("None of these lines is an e-mail address. Example: mei@example.com"), field="addresses"
        )
    sent = services.invite_addresses(read.good, terms, by=actor_now())
    return {"items": _shown(sent), "link": None, "refused": list(read.bad)}


@bp.post("/invites/<int:invite_id>/again")
@requires(Permission.INVITE)
@once
@bp.output(InviteOut)
def again(invite_id: int) -> dict[str, Any]:
    """Write to them once more; the link of the first letter no longer works."""
    found = queries.invite_or_404(invite_id)
    services.send_again(found, by=actor_now())
    return _shown([found])[0]


@bp.delete("/invites/<int:invite_id>")
@requires(Permission.INVITE)
@bp.output({}, 204)
def withdraw(invite_id: int) -> ResponseReturnValue:
    """Take it back; whoever came by it stays."""
    with unit_of_work():
        services.revoke(queries.invite_or_404(invite_id), by=actor_now())
    return ""


def _shown(invites: Any) -> list[dict[str, Any]]:
    guests, now = queries.guests_of([each.id for each in invites]), clock.now()
    return [
        {
            "id": each.id,
            "email": each.email,
            "role": each.role,
            "language": each.lang,
            "topics": each.topics,
            "uses": each.uses_most,
            "used": each.used_count,
            "open": each.is_open(now),
            "created_at": each.created_at,
            "expires_at": each.expires_at,
            "guests": [
                {"name": guest.name, "came_at": guest.came_at, "answers": guest.answers}
                for guest in guests.get(each.id, ())
            ],
        }
        for each in invites
    ]
