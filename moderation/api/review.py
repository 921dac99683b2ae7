"""The review queue: what waits, taking an item, deciding on it."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import author, person_or_none
from community.api.post_shapes import url_of
from community.api.shapes import FindingOut, Given, Paged, PersonOut, Text, page_of
from community.kernel import clock
from community.kernel.findings import told
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from moderation.review import claiming, queries, services
from moderation.review.catalogue import REASONS
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision, is_free
from moderation.review.watch import watch

bp: Final = Resource("review", __name__, tag="Review")
ORDER: Final = "review"


class ReviewedPost(Schema):
    """The post that an item is about."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    url = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    body = fields.String(required=True)
    author = fields.Nested(PersonOut, required=True)


class SpotCheckOut(Schema):
    """What came of an item that was a spot check; `passed` is null when it counts for nothing."""

    passed = fields.Boolean(required=True, allow_none=True)
    expected = fields.String(required=True, validate=validate.OneOf(["approve", "remove"]))
    why = fields.String(required=True)


class ItemOut(Schema):
    """A post or an appeal that waits for a person; the higher `priority`, the more urgent."""

    id = fields.Integer(required=True)
    post_id = fields.Integer(required=True, allow_none=True)
    appeal_id = fields.Integer(required=True, allow_none=True)
    kind = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    disputed = fields.Boolean(required=True)
    priority = fields.Integer(required=True)
    claimed_by = fields.Nested(PersonOut, required=True, allow_none=True)
    claimed_until = fields.DateTime(required=True, allow_none=True)
    state = fields.String(required=True)
    decision = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    post = fields.Nested(ReviewedPost, required=True, allow_none=True)
    spot_check = fields.Nested(SpotCheckOut, required=True, allow_none=True)


class NewDecision(Given):
    """What a reviewer decides; a refusal needs a reason: one of the known words, or a sentence."""

    decision = Text(required=True, validate=validate.OneOf([each.value for each in Decision]))
    reason = Text(load_default=None, allow_none=True, validate=validate.Length(max=1_000))
    note = Text(load_default="", validate=validate.Length(max=1_000))


Items = page_of(ItemOut, "ReviewItems")


@bp.get("/review/items")
@requires(Permission.REVIEW)
@bp.input(Paged, location="query")
@bp.output(Items)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What waits, the most urgent first."""
    priority = number = None
    if query_data["cursor"] is not None:
        order, priority, number = decode_cursor(query_data["cursor"], 3)
        if order != ORDER:
            paging.refuse()
        priority, number = paging.whole(priority), paging.whole(number)
    found = queries.after(priority, number, query_data["limit"] + 1)
    shown, following = paging.page(
        found, query_data["limit"], lambda last: encode_cursor(ORDER, last.priority, last.id)
    )
    return {"items": [_item(each) for each in shown], "next": following}


@bp.post("/review/items/<int:item_id>/claim")
@requires(Permission.REVIEW)
@once
@bp.output(ItemOut)
def claim(item_id: int) -> ResponseReturnValue:
    """Take an item for fifteen minutes, or renew."""
    with unit_of_work():
        claiming.claim(item_id, by=actor_now())
        return _item(queries.shown_item(item_id))


@bp.post("/review/items/<int:item_id>/decision")
@requires(Permission.DECIDE_REVIEW)
@once
@bp.input(NewDecision)
@bp.output(ItemOut)
def decide(item_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Decide on an item that one has claimed; without a binding role, peers must agree."""
    with unit_of_work():
        services.decide(item_id, _opinion(**json_data), by=actor_now())
        return _item(queries.shown_item(item_id))


def _opinion(decision: str, reason: str | None, note: str) -> services.Opinion:
    """A reason in the reviewer's own words is the reason "other" with these words."""
    if reason and reason not in REASONS:
        reason, note = "other", f"{reason}\n{note}".strip()
    return services.Opinion(Decision(decision), reason or None, note)


def _item(found: ReviewItem) -> dict[str, Any]:
    item, post = found, None
    if found.post_id is not None:
        shown = watch().shown(found)
        item, post = shown.item, shown.post
    claimed = not is_free(item.claimed_until, clock.now())
    return {
        "id": item.id,
        "post_id": item.post_id,
        "appeal_id": item.appeal_id,
        "kind": item.kind,
        "findings": _findings(item, post),
        "disputed": item.disputed,
        "priority": item.priority,
        "claimed_by": person_or_none(item.claimed_by) if claimed else None,
        "claimed_until": item.claimed_until if claimed else None,
        "state": item.state,
        "decision": item.decision,
        "created_at": item.created_at,
        "post": _reviewed(post) if post else None,
        "spot_check": watch().result_of(found),
    }


def _findings(item: ReviewItem, post: Post | None) -> list[dict[str, Any]]:
    """What the gate saw, in its words; what came to the item elsewhere stands there by its name."""
    known = {each["check"]: each for each in (post.findings if post else ())}
    return told(known.get(check, {"check": check}) for check in item.findings)


def _reviewed(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "kind": str(post.kind),
        "state": str(post.status),
        "url": url_of(post),
        "title": getattr(post, "title", None),
        "body": post.body_markdown,
        "author": author(post),
    }
