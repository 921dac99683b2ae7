"""A way round this place, and putting first steps away."""

from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from community.accounts.rules import own_path
from community.front import services
from community.kernel import problems
from community.kernel.errors import NotFound
from community.kernel.policy import actor_now, public
from community.kernel.unit_of_work import unit_of_work
from community.welcome import rules

bp = Blueprint("welcome", __name__)

COOKIE: Final = "seen"
A_YEAR: Final = 365 * 24 * 3600


@bp.get("/welcome")
@public
def index() -> ResponseReturnValue:
    """The way round, in words, for everybody and without a script."""
    return render_template("community/welcome/index.html")


@bp.post("/welcome/away/<what>")
@public
def away(what: str) -> ResponseReturnValue:
    """Put a first step away for good: with the account, or in this browser."""
    if what not in rules.KINDS:
        raise NotFound
    actor = actor_now()
    if actor.signed_in:
        with unit_of_work():
            services.put_away(what, by=actor)
    answer: Response = Response(status=204) if problems.by_script() else redirect(_back(), code=303)
    if what == rules.VISIT:
        answer.set_cookie(
            COOKIE, "1", max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return answer


def _back() -> str:
    """The page of ours that the form stood on."""
    came = urlsplit(request.referrer or "")
    return own_path(came.path, "/") if came.netloc == request.host else "/"
