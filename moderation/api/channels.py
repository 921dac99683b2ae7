"""Messages from outside, brought by programs that sign what they bring."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from apiflask import Schema
from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, fields, pre_load, validate

from community.api.blueprint import Resource
from community.api.shapes import Given, Text
from community.channels import doors, rules
from community.channels.rules import BadMessage, InboundMessage, message_of
from community.kernel import clock, webhook_signing
from community.kernel.errors import Invalid, SignInNeeded
from community.kernel.policy import public
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.intake import judging, services

bp: Final = Resource("channels", __name__, tag="Channels")
MOST: Final = 100


_HEADERS: Final = (webhook_signing.ID, webhook_signing.TIMESTAMP, webhook_signing.SIGNATURE)


def signed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let in only who holds the secret of the channel; which channels there are is told to nobody.

    Stands before all else: who has no secret neither waits for the database nor makes others wait. What is signed
    names its messages, so it needs no Idempotency-Key.
    """

    @wraps(view)
    def guarded(name: str, **more: Any) -> Any:
        message_id, timestamp, signatures = (request.headers.get(header, "") for header in _HEADERS)
        now, body = clock.now(), request.get_data(cache=True)
        secrets = doors.secrets_of(name, now)
        if not webhook_signing.is_signed(secrets, message_id, timestamp, signatures, body, now):
            raise SignInNeeded(N_("The signature does not fit this channel, this text and this time."))
        return view(name, **more)

    guarded.__huzhu_signed__ = True  # type: ignore[attr-defined]
    return guarded


class Identifier(fields.Field[Any]):
    """A name that another system gave: text or a whole number; what cannot be read is said with its message."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value


class MessageIn(Schema):
    """One message as its channel delivered it; fields that are not known here are ignored."""

    class Meta:
        unknown = EXCLUDE

    id = Identifier(required=True)
    text = Text(required=True, validate=validate.Length(1, rules.LONGEST_TEXT))
    author = Identifier(allow_none=True)
    author_name = Text(allow_none=True, validate=validate.Length(0, rules.LONGEST_NAME))
    created_at = Text(allow_none=True)
    followers = fields.Integer(allow_none=True)
    lang = Text(allow_none=True)
    in_reply_to = Identifier(allow_none=True)


class MessagesIn(Given):
    """Messages in the order in which they were written."""

    messages = fields.List(
        fields.Nested(MessageIn),
        required=True,
        validate=validate.Length(1, MOST),
        metadata={"description": "A single message may also be the whole body, without this list."},
    )

    @pre_load
    def alone(self, data: Any, **_more: Any) -> Any:
        """One message, sent by itself."""
        return data if not isinstance(data, dict) or "messages" in data else {"messages": [data]}


class TakenOut(Schema):
    """How many came in for the first time, how many were known, and which lanes they took."""

    taken = fields.Integer(required=True)
    known = fields.Integer(required=True)
    lanes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


@bp.post("/channels/<name>/messages")
@public
@signed
@bp.input(MessagesIn)
@bp.output(TakenOut)
def take_in(name: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Bring messages of a channel, signed as Standard Webhooks says; one that came before changes nothing."""
    messages = [_read(record, name, place) for place, record in enumerate(json_data["messages"])]
    judged = list(zip(messages, judging.judge(messages), strict=True))
    with unit_of_work():
        counts = services.take_in(judged)
    known = counts.pop("known", 0)
    return {"taken": counts.total(), "known": known, "lanes": dict(sorted(counts.items()))}


def _read(record: dict[str, Any], name: str, place: int) -> InboundMessage:
    try:
        return message_of(record, name, clock.now())
    except BadMessage as error:
        raise Invalid(
            N_("Message %(place)s: %(wrong)s."), field=f"messages.{place}", place=place + 1, wrong=str(error)
        ) from error
