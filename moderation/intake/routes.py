"""Questions from the widget: judged and taken in like any message from outside, each exactly once."""

from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from community.accounts.rules import checked_email
from community.askers import services as askers
from community.channels.rules import BadMessage, InboundMessage, message_of
from community.kernel import clock
from community.kernel.errors import DomainError, Invalid
from community.kernel.languages import current_language, said
from community.kernel.policy import public
from community.kernel.text import storable
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.widget import answering, origins, rules
from community.widget.catalogue import LINES
from moderation.intake import judging, services

bp = Blueprint("widget_messages", __name__)
bp.register_error_handler(DomainError, answering.refusal)
CHANNEL: Final = "widget"
SHORTEST: Final = 10  # characters of a question; Chinese says much in ten
LONGEST: Final = 5_000
CREATED, OK = 201, 200


@bp.post("/widget/v1/messages")
@public
@limiter.limit("5 per minute; 30 per hour")
def take() -> ResponseReturnValue:
    """Take a question in; the same id again changes nothing, so a form may be sent twice."""
    answering.refuse_strangers()
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid(N_("That could not be read. Please reload the page and try again."))
    if _text(given, "website"):  # a field that no person sees
        return {"taken": True}, CREATED
    message = _message(given)
    if not rules.is_due(_text(given, "ticket"), clock.now(), answering.key()):
        raise Invalid(N_("The page was open for long. Please send it once more."), field="ticket")
    # What the page told about itself may have been told by anybody: it is judged like the rest.
    # So may have been the address: what stands beneath it already is not gone on with.
    whole = replace(message, text=message.text + _foot(given), vouched=False)
    # The address of a page that may embed the widget stands beneath every question, and is nothing that one advertises.
    read = replace(whole, text=rules.without_links(whole.text, origins.is_of_welcome))
    opinion = judging.judge_as(read, whole).to_the_team()
    with unit_of_work():
        counts = services.take_in([(whole, opinion)])
        if not counts["known"]:
            askers.wrote(CHANNEL, whole.external_id, whole.handle, current_language())
    return {"taken": True}, OK if counts["known"] else CREATED


def _message(given: dict[str, Any]) -> InboundMessage:
    text = _text(given, "text")
    if len(text) < SHORTEST:
        raise Invalid(N_("Tell us a little more: what happens, and what did you try?"), field="text")
    if len(text) > LONGEST:
        raise Invalid(N_("This is very long. Please keep to 5,000 characters."), field="text")
    record = {
        "id": _text(given, "id"),
        "text": text,
        "author": checked_email(_text(given, "email")),
        "author_name": _text(given, "name")[:100],
    }
    try:
        return message_of(record, CHANNEL, clock.now())
    except BadMessage:
        raise Invalid(N_("That could not be read. Please reload the page and try again.")) from None


def _foot(given: dict[str, Any]) -> str:
    context = given.get("context")
    told = context if isinstance(context, dict) else {}
    return rules.circumstances([(said(title), _text(told, name)) for name, title in LINES.items()])


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    return storable(value).strip() if isinstance(value, str) else ""
