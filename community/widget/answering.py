"""How the widget's addresses answer: to welcome pages only, and refusals as JSON."""

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue

from community.kernel.errors import DomainError, NotAllowed
from community.kernel.languages import said
from community.kernel.words import N_
from community.widget import origins


def key() -> bytes:
    """What the tickets of this site are sealed with."""
    return str(current_app.config["SECRET_KEY"]).encode()


def refuse_strangers() -> None:
    """Raise NotAllowed for pages that may not embed the widget."""
    if request.method != "OPTIONS" and not origins.is_welcome():
        raise NotAllowed(N_("This page may not use the widget: its address is not among those allowed."))


def refusal(error: DomainError) -> ResponseReturnValue:
    """Errors of the widget are JSON: a sentence, and the field it is about."""
    return jsonify(error=said(error.message, error.params), field=error.field or ""), error.status
