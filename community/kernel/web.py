"""Between HTTP and the rules: refusals become pages, every answer carries its guard headers."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import structlog
from flask import Blueprint, Flask, Request, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.routing import MapAdapter

from community.kernel import addresses, crowding, kept_pages, log_masks, outages, refusals, replica
from community.kernel.assets import kept_if
from community.kernel.db import db
from community.kernel.jinja import Templates
from community.kernel.openapi import Documented
from community.kernel.typed_input import TypedJson, TypedRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

csrf = CSRFProtect()

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
RETRIES: Final = 4  # how often a deed is tried again after the database chose it as a deadlock's victim


class Huzhu(Documented):
    """The application; a request that lost a race inside the database is simply done again.

    A visitor who asks for a page that is kept gets it before anything else is asked.
    """

    jinja_environment = Templates
    json_provider_class = TypedJson
    request_class = TypedRequest

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        kept = kept_pages.answer(self, environ, start_response)
        if kept is not None:
            return kept
        visitor = crowding.is_visitor(self, environ)
        with crowding.crowd_of(self, environ["REQUEST_METHOD"]).admitted(is_visitor=visitor) as there_is_room:
            if there_is_room:
                return super().wsgi_app(environ, start_response)
            return crowding.sent_away(self, environ, start_response)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Whole addresses, in pages and feeds and answers, are those of the site, whatever host a request names."""
        adapter = super().create_url_adapter(request)
        own: tuple[str, str] | None = self.extensions.get("huzhu_own_address")
        if adapter is not None and own is not None:
            adapter.url_scheme, adapter.server_name = own
        return adapter

    def preprocess_request(self) -> ResponseReturnValue | None:
        try:
            return super().preprocess_request()
        except (OperationalError, NoConnectionFree) as error:
            if replica.left(error):
                return super().preprocess_request()
            raise

    def dispatch_request(self) -> ResponseReturnValue:
        for attempt in range(RETRIES + 1):
            trying = outages.comes_again.set(attempt < RETRIES)
            try:
                return super().dispatch_request()
            except (OperationalError, NoConnectionFree) as error:
                if replica.left(error):
                    continue
                if not outages.lost_a_race(error) or attempt == RETRIES:
                    raise
                db.session.rollback()
            finally:
                outages.comes_again.reset(trying)
        raise AssertionError  # the loop returns or raises


def app_response(value: ResponseReturnValue) -> Response:
    """A response object of anything that a view may return."""
    from flask import make_response

    return make_response(value)


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # What a page asks for beside itself names it; a proxy writes that down, with the word that lets in.
    secret = log_masks.SECRET_LINK.match(request.path) is not None
    kept_short = "strict-origin" if secret else "strict-origin-when-cross-origin"
    response.headers.setdefault("Referrer-Policy", kept_short)
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static" and response.status_code < refusals.FIRST_ERROR:
        if "v" in request.args:
            ours = current_app.extensions["huzhu_fingerprint"]((request.view_args or {})["filename"])
            response.headers["Cache-Control"] = kept_if(ours=request.args["v"] == ours)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = (
            "private, no-store" if g.get("huzhu_signed_in") else "private, no-cache"
        )
    return response


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def init_app(app: Flask) -> None:
    """Attach request naming, guard headers, forgery protection and error pages."""
    csrf.init_app(app)
    addresses.init_app(app)
    app.before_request(_name_request)
    app.after_request(_guard)
    refusals.init_app(app)


def before_each(pages: Blueprint, deed: Callable[[], None]) -> None:
    """Do this before every request to these pages.

    `before_request` is not for pages: the document of the interface takes a blueprint that has one for its own.
    """
    pages.url_value_preprocessor(lambda _endpoint, _values: deed())
