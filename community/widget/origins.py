"""Which pages of other sites may use the widget: only those get to read its answers."""

from typing import Final

from flask import Flask, Response, current_app, request

from community.kernel.furnish import settings_of
from community.kernel.templating import site_root
from community.widget import rules

DAY: Final = "86400"


def allowed() -> list[str]:
    """The origins that the settings name."""
    return [each for each in settings_of(current_app).widget_origins.split(",") if each]


def is_welcome() -> bool:
    """Whether the page that sends this request may embed the widget."""
    return rules.may_embed(request.headers.get("Origin"), allowed(), _own())


def is_of_welcome(address: str) -> bool:
    """Whether a page of this address may embed the widget."""
    try:
        origin = rules.origin_of(address)
    except ValueError:
        return False
    return origin in {*allowed(), *_own()}


def _own() -> set[str]:
    return {rules.origin_of(settings_of(current_app).base_url), rules.origin_of(site_root())}


def _share(response: Response) -> Response:
    """Let a welcome page read the answer, without its visitors' cookies."""
    origin = request.headers.get("Origin")
    if request.path.startswith(rules.PREFIX):
        response.vary.add("Origin")
        if origin and is_welcome():
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Max-Age"] = DAY
    return response


def init_app(app: Flask) -> None:
    """Answer the browser's question before each request from elsewhere."""
    app.after_request(_share)
