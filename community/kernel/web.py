"""Between HTTP and the rules: refusals become pages, every answer carries its guard headers."""

import secrets
from typing import Any, Final
from urllib.parse import urlencode

import structlog
from apiflask import HTTPError
from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from community.kernel import addresses, problems
from community.kernel.db import db
from community.kernel.errors import DomainError, SignInNeeded, TooMany
from community.kernel.languages import said
from community.kernel.openapi import Documented
from community.kernel.words import N_

log = structlog.get_logger(__name__)
csrf = CSRFProtect()

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
RETRIES: Final = 4  # how often a deed is tried again after the database chose it as a deadlock's victim
_RETRYABLE: Final = frozenset({"40001", "40P01"})  # serialization failure, deadlock detected

TITLES: Final = {
    400: N_("That request could not be read"),
    401: N_("Please sign in"),
    403: N_("This is not open to you"),
    404: N_("There is no such page"),
    405: N_("That is not possible here"),
    409: N_("Somebody was faster"),
    410: N_("This is gone"),
    413: N_("That is too large"),
    415: N_("That kind of content cannot be read here"),
    422: N_("Something needs mending"),
    429: N_("A little slower, please"),
    500: N_("Something broke on our side"),
    503: N_("We cannot do this right now"),
}
TEXTS: Final = {
    404: N_("The address may be mistyped, or the page was removed. Searching often finds it."),
    405: N_("The page exists, but it does not take this kind of request."),
    413: N_("Texts may have 30,000 characters and pictures 5 MB."),
    415: N_("Send JSON, and say so: Content-Type: application/json."),
    500: N_("We have noted it. Please try again in a moment; what you typed is kept in your draft."),
    503: N_("The database is busy. Nothing was lost; please try again in a few seconds."),
}


NOT_FOUND: Final = 404
NOT_POSSIBLE: Final = 405
FIRST_ERROR: Final = 400


class Huzhu(Documented):
    """The application; a request that lost a race inside the database is simply done again."""

    def dispatch_request(self) -> ResponseReturnValue:
        for attempt in range(RETRIES + 1):
            try:
                return super().dispatch_request()
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in _RETRYABLE or attempt == RETRIES:
                    raise
                db.session.rollback()
        raise AssertionError  # the loop returns or raises


def _error_page(status: int, text: str, title: str = "") -> ResponseReturnValue:
    if problems.concerned():
        return problems.problem(status, title or _title(status), text)
    words = request.path.replace("/", " ").replace("-", " ").strip() if status == NOT_FOUND else ""
    page = render_template(
        "error.html",
        status=status,
        title=title or _title(status),
        text=text,
        words=words,
    )
    return page, status


def _title(status: int) -> str:
    return said(TITLES.get(status, TITLES[500]))


def _refused(error: DomainError) -> ResponseReturnValue:
    if problems.concerned():
        return problems.of_deed(error, _title(error.status))
    if isinstance(error, SignInNeeded) and request.method == "GET":
        return redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}))
    text = said(error.message, error.params)
    answer = app_response(_error_page(error.status, text))
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def app_response(value: ResponseReturnValue) -> Response:
    """A response object of anything that a view may return."""
    from flask import make_response

    return make_response(value)


def _page_of_form() -> str | None:
    """The page whose form has this address: reloading a refused form, or changing its language, opens it bare."""
    above = "/" + request.path.rpartition("/")[0].lstrip("/")
    adapter = current_app.create_url_adapter(request)
    if request.method != "GET" or above == "/" or adapter is None or not adapter.test(above, "GET"):
        return None
    return above


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status == NOT_POSSIBLE and not problems.concerned() and (page := _page_of_form()):
        return redirect(
            page + (f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else "")
        )
    if error.response is not None and status < FIRST_ERROR:
        return error
    answer = app_response(_error_page(status, said(TEXTS.get(status, TITLES.get(status, TITLES[500])))))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _misread(error: HTTPError) -> ResponseReturnValue:
    """A part of the request that a schema does not know or allow: only the REST interface has schemas."""
    return problems.of_request(error, _title(error.status_code))


def _forged(error: CSRFError) -> ResponseReturnValue:
    log.info("csrf_refused", reason=error.description)
    return _error_page(
        400,
        said(
            N_("The page was open for too long or came from elsewhere. Go back, reload, and send it again.")
        ),
    )


def _database_busy(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    log.error("database_unavailable", error=str(error.orig))
    answer = app_response(_error_page(503, said(TEXTS[503])))
    answer.headers["Retry-After"] = "5"
    return answer


def _broken(error: InternalServerError) -> ResponseReturnValue:
    db.session.rollback()
    return _error_page(500, said(TEXTS[500]))


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static":
        if request.args.get("v"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
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
    handlers: list[tuple[Any, Any]] = [
        (DomainError, _refused),
        (CSRFError, _forged),
        (OperationalError, _database_busy),
        (InternalServerError, _broken),
        (HTTPError, _misread),
        (HTTPException, _http_error),
    ]
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)
