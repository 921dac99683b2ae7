"""Reporting a post, one's own reports, and taking one back."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate
from sqlalchemy import select

from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Given, Paged, Text, page_of
from community.kernel.db import db
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from moderation.flags import queries, services, talking
from moderation.flags.catalogue import REASONS
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState

bp: Final = Resource("flags", __name__, tag="Flags")
ORDER: Final = "flags"


class NewFlag(Given):
    """What is wrong with a post; the reason "other" needs a note."""

    reason = Text(required=True, validate=validate.OneOf([each.slug for each in REASONS]))
    note = Text(load_default="")


class FlagMessageOut(Schema):
    """A word about a report; `from_team` tells a moderator's from one's own."""

    from_team = fields.Boolean(required=True)
    words = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class FlagOut(Schema):
    """A report, and what came of it."""

    id = fields.Integer(required=True)
    post_id = fields.Integer(required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([each.value for each in FlagState]))
    created_at = fields.DateTime(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)


class FlagWithWords(FlagOut):
    """A report with what was said about it."""

    messages = fields.List(fields.Nested(FlagMessageOut), required=True)


class NewFlagMessage(Given):
    """A word about a report."""

    words = Text(required=True, validate=validate.Length(1, talking.LONGEST))


Flags = page_of(FlagOut, "Flags")


@bp.post("/posts/<int:post_id>/flags")
@requires(Permission.FLAG)
@once
@bp.input(NewFlag)
@bp.output(FlagOut, 201)
def flag(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Report a post to the moderators: once, and again when it was edited after a decision."""
    with unit_of_work():
        post = posts.visible_or_404(post_id, actor_now())
        flag_id = services.flag(post, json_data["reason"], json_data["note"], by=actor_now())
        return _flag(db.session.get_one(Flag, flag_id))


@bp.get("/flags")
@requires(Permission.HAVE_ACCOUNT)
@bp.input(Paged, location="query")
@bp.output(Flags)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """One's own reports, newest first."""
    query = select(Flag).where(Flag.flagger_id == actor_now().id)
    query = paging.after(query, Flag.created_at, Flag.id, query_data["cursor"], order=ORDER)
    found = db.session.scalars(
        query.order_by(Flag.created_at.desc(), Flag.id.desc()).limit(query_data["limit"] + 1)
    ).all()
    shown, following = paging.page(
        found,
        query_data["limit"],
        lambda last: paging.cursor_at(last.created_at, last.id, order=ORDER),
    )
    return {"items": [_flag(each) for each in shown], "next": following}


@bp.get("/flags/<int:flag_id>")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(FlagWithWords)
def show(flag_id: int) -> ResponseReturnValue:
    """One report, for whoever made it and for moderators, with what was said about it."""
    found = queries.flag_or_404(flag_id, actor_now())
    return {**_flag(found), "messages": queries.messages_of(found.id)}


@bp.delete("/flags/<int:flag_id>")
@requires(Permission.FLAG)
@bp.output(FlagOut)
def withdraw(flag_id: int) -> ResponseReturnValue:
    """Take one's own report back while nobody has decided."""
    with unit_of_work():
        return _flag(services.withdraw(flag_id, by=actor_now()))


@bp.post("/flags/<int:flag_id>/messages")
@requires(Permission.FLAG)
@once
@bp.input(NewFlagMessage)
@bp.output(FlagWithWords, 201)
def say(flag_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Write about a report: moderators at any time, whoever reported when it is their turn."""
    with unit_of_work():
        found = talking.say(flag_id, json_data["words"], by=actor_now())
        return {**_flag(found), "messages": list(queries.messages_of(found.id))}


def _flag(found: Flag) -> dict[str, Any]:
    return {
        "id": found.id,
        "post_id": found.post_id,
        "reason": found.reason,
        "note": found.note,
        "state": found.state,
        "created_at": found.created_at,
        "decided_at": found.decided_at,
    }
