"""Going on with a form after signing in."""

import secrets
from typing import Final

from flask import Blueprint, Response, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import whose
from community.accounts.rules import own_path
from community.kept_forms import services
from community.kernel import addresses, resuming
from community.kernel.errors import NotFound
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.refusals import FIRST_ERROR, resume_page
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response
from community.kernel.words import N_

bp = Blueprint("kept", __name__)

ACTION: Final = "kept_action"
READY: Final = N_("Here is what you typed before. Look it over, then send it.")


@bp.post("/kept")
@requires(Permission.SIGN_IN)
@limiter.limit("20 per minute; 60 per hour")  # or one network could make the forms of all others go
def keep() -> ResponseReturnValue:
    """Keep what was typed, and go to the door."""
    action = _known(request.form.get(ACTION, ""))
    sent = [each for each in request.form.items(multi=True) if each[0] != ACTION]
    fields = resuming.of_fields(action, sent).fields
    key = request.cookies.get(resuming.COOKIE) or secrets.token_urlsafe(32)
    with unit_of_work():
        services.keep(key, action, fields, whose=whose.of_browser())
    answer = app_response(redirect("/sign-in?next=/kept"))
    answer.set_cookie(
        resuming.COOKIE,
        key,
        max_age=int(services.LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@bp.get("/kept")
@requires(Permission.HAVE_ACCOUNT)
def show() -> ResponseReturnValue:
    """The form as it was, and one button that sends it."""
    kept = services.newest(request.cookies.get(resuming.COOKIE, ""), by=actor_now())
    if kept is None:
        return redirect("/")
    form = resuming.of_fields(kept.action, [(name, value) for name, value in kept.fields])
    page = app_response(
        resume_page(200, form, said(READY), title=gettext("Go on where you were"), kept=str(kept.id))
    )
    page.headers["Cache-Control"] = "private, no-store"
    return page


@bp.post("/kept/drop")
@requires(Permission.SIGN_IN)
def drop() -> ResponseReturnValue:
    """Not wanted any more."""
    _let_go()
    flash(gettext("Dropped."), "good")
    return redirect("/")


def forget_sent(response: Response) -> Response:
    """A kept form that went through is kept no longer."""
    if request.method == "POST" and resuming.COOKIE in request.cookies and response.status_code < FIRST_ERROR:
        _let_go()
    return response


def _let_go() -> None:
    number = addresses.number_in(request.form.get(resuming.KEPT, ""))
    if number is not None:
        with unit_of_work():
            services.drop(request.cookies.get(resuming.COOKIE, ""), number, by=actor_now())


def _known(action: str) -> str:
    """An address of ours that takes forms. Raises NotFound."""
    path = own_path(action, "")
    adapter = current_app.create_url_adapter(request)
    if not path or adapter is None or not adapter.test(path.partition("?")[0], "POST"):
        raise NotFound
    return path
