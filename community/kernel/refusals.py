"""Whatever could not be done becomes a page with one way on, or a problem for programs; typed words stay."""

from datetime import timedelta
from typing import Final, cast
from urllib.parse import urlencode, urlsplit

import structlog
from apiflask import HTTPError
from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException, InternalServerError

from community.kernel import clock, needs, outages, problems, resuming
from community.kernel.db import db
from community.kernel.error_words import (
    BROKEN_FORM,
    BUSY_FORM,
    ELSEWHERE,
    EXPIRED,
    EXPIRED_TEXT,
    FOR_PROGRAMS,
    NO_ROOM,
    NO_ROOM_FORM,
    SIGNED_OUT,
    TEXTS,
    TITLES,
    WAIT,
)
from community.kernel.errors import (
    Conflict,
    DomainError,
    Invalid,
    SecondFactorNeeded,
    SignInNeeded,
    TooMany,
    Unavailable,
)
from community.kernel.languages import current_language, said
from community.kernel.policy import actor_now
from community.kernel.resuming import Interrupted

log = structlog.get_logger(__name__)

NOT_FOUND: Final = 404
NOT_POSSIBLE: Final = 405
TOO_MANY: Final = 429
FIRST_ERROR: Final = 400
BUSY_SECONDS: Final = 5
FULL_SECONDS: Final = 60
FACTOR_PAGE: Final = "/settings/second-factor"
_WORTH_AGAIN: Final = (Invalid, Conflict, TooMany, Unavailable)
_OPEN_TO_ALL: Final = frozenset({"public", "read", "sign-in"})


def _title(status: int) -> str:
    return said(TITLES.get(status, TITLES[500]))


def error_page(status: int, text: str, title: str = "", *, retry_after: int = 0) -> ResponseReturnValue:
    """A page, or a problem where a program asked."""
    if problems.concerned() or problems.by_script():
        return problems.problem(status, title or _title(status), text)
    if retry_after:
        text = f"{text} {said(WAIT, {'time': _moment(retry_after)})}"
    words = _words_of_address() if status == NOT_FOUND else ""
    page = _rendered(
        "error.html",
        status=status,
        title=title or _title(status),
        text=text,
        words=words,
        by_level=text in {said(each) for each in needs.LEVELS.values()},
        problems={},
    )
    return page, status


def _words_of_address() -> str:
    parts = request.path.strip("/").split("/")
    # The first part of several only names the kind of page: /questions/2/why-so-slow.
    parts = [each for each in parts[len(parts) > 1 :] if not each.isdigit()]
    return " ".join(" ".join(parts).replace("-", " ").replace("_", " ").split())[:100]


def _moment(seconds: int) -> str:
    return str(format_time(clock.now() + timedelta(seconds=seconds), "medium"))


def _rendered(template: str, **values: object) -> str:
    """The page; a bare one where even the frame of a page needs what is broken."""
    values["request_id"] = g.get("request_id", "")
    try:
        return render_template(template, **values)
    except Exception:
        log.exception("error_page_failed", template=template)
        db.session.rollback()
        # Not Flask's own rendering: that would ask for the frame of a page again.
        bare = current_app.jinja_env.get_template("error_bare.html")
        return bare.render(**{"form": None, "lang": current_language(), **values})


def resume_page(
    status: int,
    form: Interrupted,
    text: str,
    *,
    title: str = "",
    may_send: bool = True,
    sign_in: bool = False,
    field: str = "",
    kept: str = "",
) -> ResponseReturnValue:
    """What was typed, and one button that sends it; `kept` is the number of the stored form it came from."""
    page = _rendered(
        "resume.html",
        status=status,
        title=title or _title(status),
        text=text,
        form=form,
        may_send=may_send,
        sign_in=sign_in,
        problems={field: text} if field else {},
        kept=kept or request.form.get(resuming.KEPT, ""),  # so that it is let go of when it goes through
    )
    return page, status


def _refused(error: DomainError) -> ResponseReturnValue:
    if problems.concerned() or problems.by_script():
        return problems.of_deed(error, _title(error.status))
    if isinstance(error, SignInNeeded):
        return _asked_to_sign_in(error)
    if isinstance(error, SecondFactorNeeded) and request.method == "GET":
        return redirect(FACTOR_PAGE + "?" + urlencode({"next": request.full_path.rstrip("?")}))
    text = said(error.message, error.params)
    form = resuming.running()
    wait = error.retry_after if isinstance(error, TooMany) else 0
    if form is not None and form.has_words:
        again = isinstance(error, _WORTH_AGAIN)
        answer = resume_page(error.status, form, text, may_send=again, field=error.field or "")
    else:
        answer = error_page(error.status, text, retry_after=wait)
    response = make_response(answer)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _asked_to_sign_in(error: SignInNeeded) -> ResponseReturnValue:
    if request.method == "GET":
        return redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}))
    form = resuming.running()
    if form is None:
        return error_page(error.status, said(error.message, error.params))
    return resume_page(error.status, form, said(SIGNED_OUT), sign_in=True)


def fresh_token() -> dict[str, str | int]:
    """The token of this browser's forms, and whose it is: a script takes it for the same person only."""
    return {"token": str(generate_csrf()), "member": actor_now().member_id or 0}


def _forged(error: CSRFError) -> ResponseReturnValue:
    log.info("csrf_refused", reason=error.description)
    foreign = resuming.came_from_elsewhere(dict(request.headers), _own_host())
    if problems.by_script():
        token = {} if foreign else fresh_token()
        return problems.problem(400, said(EXPIRED), said(EXPIRED_TEXT), slug="session-expired", **token)
    form = resuming.running()
    if form is None:
        return error_page(400, said(EXPIRED_TEXT), said(EXPIRED))
    if foreign:
        return resume_page(400, form, said(ELSEWHERE), title=_title(403), may_send=False)
    visitor = not actor_now().signed_in and _needs_account()
    text = said(SIGNED_OUT if visitor else EXPIRED_TEXT)
    return resume_page(400, form, text, title=said(EXPIRED), sign_in=visitor)


def _own_host() -> str:
    """The host that browsers know us by; behind a proxy nobody trusts, the settings say it."""
    origin = request.headers.get("Origin", "")
    base = str(current_app.extensions["huzhu_settings"].base_url)
    return urlsplit(base).netloc if origin and origin == base else request.host


def _needs_account() -> bool:
    view: object = current_app.view_functions.get(request.endpoint or "")
    while view is not None:
        if declared := getattr(view, "__huzhu_permission__", None):
            return str(declared) not in _OPEN_TO_ALL
        view = getattr(view, "__wrapped__", None)
    return False


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
    return _with_headers(error, _answer_of(status))


def _answer_of(status: int) -> ResponseReturnValue:
    text = said(_words_of(status))
    form = resuming.running() if status in {FIRST_ERROR, TOO_MANY} else None
    if form is None or not form.has_words or problems.concerned() or problems.by_script():
        return error_page(status, text, retry_after=int(problems.COME_BACK) if status == TOO_MANY else 0)
    return resume_page(status, form, text)


def _words_of(status: int) -> str:
    """What helps whoever asked: a program has no page to go back to."""
    texts = {**TEXTS, **FOR_PROGRAMS} if request.path.startswith(problems.ROOT) else TEXTS
    return texts.get(status, TITLES.get(status, TITLES[500]))


def _with_headers(error: HTTPException, page: ResponseReturnValue) -> Response:
    answer = make_response(page)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    if error.code == TOO_MANY:
        answer.headers.setdefault("Retry-After", problems.COME_BACK)
    return answer


def _misread(error: HTTPError) -> ResponseReturnValue:
    """A part of the request that a schema does not know or allow: only the REST interface has schemas."""
    return problems.of_request(error, _title(error.status_code))


def _failed(error: Exception) -> ResponseReturnValue:
    """What passes by itself is said so, with the time to come back; anything else is broken."""
    db.session.rollback()
    outage = outages.outage_of(error)
    if outage is None:
        raise error
    log.error("unavailable", outage=outage, error=str(getattr(error, "orig", error)))
    full = outage is outages.Outage.NO_ROOM
    answer = make_response(
        _after_failure(503, NO_ROOM_FORM if full else BUSY_FORM, NO_ROOM if full else TEXTS[503])
    )
    answer.headers["Retry-After"] = str(FULL_SECONDS if full else BUSY_SECONDS)
    return answer


def _broken(_error: InternalServerError) -> ResponseReturnValue:
    db.session.rollback()
    return _after_failure(500, BROKEN_FORM, _words_of(500))


def _after_failure(status: int, with_form: str, without: str) -> ResponseReturnValue:
    form = None if problems.concerned() or problems.by_script() else resuming.running()
    if form is not None and form.has_words:
        return resume_page(status, form, said(with_form))
    return error_page(status, said(without))


def init_app(app: Flask) -> None:
    """Answer every error."""
    handlers = [
        (DomainError, _refused),
        (CSRFError, _forged),
        *((each, _failed) for each in outages.FAILURES),
        (InternalServerError, _broken),
        (HTTPError, _misread),
        (HTTPException, _http_error),
    ]
    for kind, handler in handlers:
        app.register_error_handler(cast("type[Exception]", kind), handler)  # type: ignore[arg-type]
