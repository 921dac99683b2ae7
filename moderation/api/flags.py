"""Reporting a post."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Given, Text
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from moderation.flags import services
from moderation.flags.catalogue import REASONS

bp: Final = Resource("flags", __name__, tag="Flags")


class NewFlag(Given):
    """What is wrong with a post; the reason "other" needs a note."""

    reason = Text(required=True, validate=validate.OneOf([each.slug for each in REASONS]))
    note = Text(load_default="")


class FlagOut(Schema):
    """A report that was taken down."""

    id = fields.Integer(required=True)
    post_id = fields.Integer(required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True)


@bp.post("/posts/<int:post_id>/flags")
@requires(Permission.FLAG)
@once
@bp.input(NewFlag)
@bp.output(FlagOut, 201)
def flag(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Report a post to the moderators, once."""
    with unit_of_work():
        post = posts.visible_or_404(post_id, actor_now())
        flag_id = services.flag(post, json_data["reason"], json_data["note"], by=actor_now())
    return {"id": flag_id, "post_id": post_id, **json_data}
