"""What is covered in posts, for programs of staff."""

from typing import Any, Final

from apiflask import Schema
from flask import make_response
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once, once_without
from community.api.shapes import Given, Text
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from moderation.masking import services

bp: Final = Resource("covered", __name__, tag="Covered parts")


class Why(Given):
    """Why somebody needs to see it; the author reads this."""

    reason = Text(required=True, validate=validate.Length(2, 300))


class Quotes(Given):
    """Pieces of the text to cover, as they stand there; none: whatever the detectors find."""

    quotes = fields.List(Text(), load_default=[], validate=validate.Length(max=50))


class Numbers(Given):
    """The numbers of covered parts."""

    numbers = fields.List(fields.Integer(strict=True), required=True, validate=validate.Length(1, 200))


class Original(Schema):
    """One covered part; `number` stands in its token in the text. A repeated look has no `text`."""

    number = fields.Integer(required=True)
    kind = fields.String(required=True)
    text = fields.String(required=True, allow_none=True)


class Revealed(Schema):
    """What is covered in a post."""

    items = fields.List(fields.Nested(Original), required=True)


class Count(Schema):
    """How many parts changed."""

    count = fields.Integer(required=True)


@bp.post("/posts/<int:post_id>/covered/reveal")
@requires(Permission.REVEAL_PRIVATE)
@once_without("text")
@bp.input(Why)
@bp.output(Revealed)
def reveal(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """The originals of what is covered in a post. Logged, and told to the author; no text is kept under a key."""
    with unit_of_work():
        post = posts.visible_or_404(post_id, actor_now())
        found = services.reveal(post, json_data["reason"], by=actor_now())
    items = [{"number": each.number, "kind": each.kind, "text": each.original} for each in found]
    answer = make_response({"items": items})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/posts/<int:post_id>/covered")
@requires(Permission.SEE_HELD)
@once
@bp.input(Quotes)
@bp.output(Count)
def cover(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Cover pieces of a post, or what the detectors find in it."""
    with unit_of_work():
        post = posts.visible_or_404(post_id, actor_now())
        quotes = json_data["quotes"]
        by = actor_now()
        count = services.mask_words(post, quotes, by=by) if quotes else services.mask_found(post, by=by)
    return {"count": count}


@bp.post("/posts/<int:post_id>/covered/show")
@requires(Permission.REVEAL_PRIVATE)
@once
@bp.input(Numbers)
@bp.output(Count)
def show(post_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Show covered parts to everybody again: they were not private."""
    with unit_of_work():
        post = posts.visible_or_404(post_id, actor_now())
        return {"count": services.unmask(post, json_data["numbers"], by=actor_now())}
