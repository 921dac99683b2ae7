"""Addresses that are told what happens here, and what became of each message."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate
from sqlalchemy import select

from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once, once_without
from community.api.shapes import Complete, Given, Paged, Text
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.webhooks import queries, rules, services
from community.webhooks.catalogue import TOPICS
from community.webhooks.models import Delivery, Webhook
from community.webhooks.rules import DeliveryState, WebhookState

bp: Final = Resource("webhook_api", __name__, tag="Webhooks")
ORDER: Final = "webhook-messages"
_TOPICS: Final = [topic.slug for topic in TOPICS]


class NewWebhook(Given):
    """Where messages go, and of what; no topics: of everything."""

    url = Text(required=True, validate=validate.Length(1, rules.LONGEST_URL))
    topics = fields.List(Text(validate=validate.OneOf(_TOPICS)), load_default=[])
    note = Text(load_default="", validate=validate.Length(max=rules.LONGEST_NOTE))


class WebhookOut(Schema):
    """An address that is told what happens here; `failing_since` is null while messages arrive."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    topics = fields.List(fields.String(), required=True)
    note = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([str(each) for each in WebhookState]))
    failing_since = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)


class MadeWebhook(WebhookOut):
    """The same with its secret, which is told this once; null where the deed comes again under its key."""

    secret = fields.String(required=True, allow_none=True)


class WebhooksOut(Complete):
    """All of them, the oldest first."""

    items = fields.List(fields.Nested(WebhookOut), required=True)


class DeliveryOut(Schema):
    """One message: how often it was tried, and the status of the last answer."""

    id = fields.Integer(required=True)
    message_id = fields.String(required=True)
    topic = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([str(each) for each in DeliveryState]))
    attempts = fields.Integer(required=True)
    status = fields.Integer(required=True, allow_none=True)
    error = fields.String(required=True)
    happened_at = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True)


class DeliveriesOut(Schema):
    """Messages, the newest first."""

    items = fields.List(fields.Nested(DeliveryOut), required=True)
    next = fields.String(required=True, allow_none=True)


def _shown(webhook: Webhook) -> dict[str, Any]:
    return {name: getattr(webhook, name) for name in WebhookOut().fields}


@bp.get("/webhooks")
@requires(Permission.ADMINISTER)
@bp.output(WebhooksOut)
def index() -> dict[str, Any]:
    """Which addresses are told what happens here."""
    return {"items": [_shown(each) for each in queries.every()]}


@bp.post("/webhooks")
@requires(Permission.ADMINISTER)
@once_without("secret")
@bp.input(NewWebhook)
@bp.output(MadeWebhook, 201)
def add(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Tell another address from now on. Sent again under its key, it is answered without the secret."""
    with unit_of_work():
        made, secret = services.add(rules.Wanted(**json_data), by=actor_now())
        return {**_shown(made), "secret": secret}, 201, {"Cache-Control": "no-store"}


@bp.delete("/webhooks/<int:webhook_id>")
@requires(Permission.ADMINISTER)
@bp.output({}, 204)
def remove(webhook_id: int) -> ResponseReturnValue:
    """Tell it nothing any more, and forget what was sent there."""
    with unit_of_work():
        services.remove(queries.webhook_or_404(webhook_id), by=actor_now())
    return "", 204


@bp.get("/webhooks/<int:webhook_id>/messages")
@requires(Permission.ADMINISTER)
@bp.input(Paged, location="query")
@bp.output(DeliveriesOut)
def messages(webhook_id: int, query_data: dict[str, Any]) -> dict[str, Any]:
    """What was sent to an address, and what became of it."""
    queries.webhook_or_404(webhook_id)
    query = select(Delivery).where(Delivery.webhook_id == webhook_id)
    query = query.order_by(Delivery.happened_at.desc(), Delivery.id.desc())
    query = paging.after(query, Delivery.happened_at, Delivery.id, query_data["cursor"], order=ORDER)
    found, following = paging.page(
        paging.rows(query, query_data["limit"]),
        query_data["limit"],
        lambda last: paging.cursor_at(last.happened_at, last.id, order=ORDER),
    )
    return {"items": found, "next": following}


@bp.post("/webhooks/<int:webhook_id>/messages/<int:delivery_id>/again")
@requires(Permission.ADMINISTER)
@once
@bp.output({}, 204)
def again(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send a message once more, under the same id."""
    with unit_of_work():
        delivery = queries.delivery_or_404(webhook_id, delivery_id)
        services.send_again(queries.webhook_or_404(webhook_id), delivery, by=actor_now())
    return ""


@bp.post("/webhooks/<int:webhook_id>/trial")
@requires(Permission.ADMINISTER)
@once
@bp.output({}, 204)
def trial(webhook_id: int) -> ResponseReturnValue:
    """Send a message that says nothing but that it is a trial."""
    with unit_of_work():
        services.test(queries.webhook_or_404(webhook_id), by=actor_now())
    return ""
