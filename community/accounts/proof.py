"""Deeds that ask for the password once more, when it was given too long ago: an open browser is no proof.

What was sent travels in the page that asks, and goes on its way with the password. Who has no password signs in
again, by whatever opens their account.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Final, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from sqlalchemy import exists, select, update

from community.accounts import credentials, queries
from community.accounts import session as sessions
from community.accounts.models import Member, SignIn
from community.kernel import clock, problems, resuming
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed, SignInNeeded, TooMany
from community.kernel.languages import said
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response
from community.kernel.words import N_

LASTS: Final = timedelta(minutes=15)
FIELD: Final = "proof_password"
PAGE: Final = "/settings/prove"
FIRST: Final = N_("Please give your password once more: reload the page and try again.")

P = ParamSpec("P")
R = TypeVar("R")


def is_fresh() -> bool:
    """Whether who acts has proved it a short while ago; keys are proof themselves."""
    moment = sessions.proved_at()
    return moment is None or moment > clock.now() - LASTS


def holder() -> Member:
    """Who is signed in, held until the unit of work ends: for deeds whose fruit would outlive the session.

    Raises SignInNeeded where the session was ended while the request was on its way: whoever ends those of an intruder
    must not be overtaken by what the intruder has just sent.
    """
    member, number = queries.locked(sessions.signed_in_member().id), sessions.sign_in_id()
    alive = exists().where(SignIn.id == number, SignIn.epoch == member.session_epoch)
    if number is not None and not db.session.scalar(select(alive)):
        raise SignInNeeded
    return member


def prove(password: str) -> None:
    """Take the password of who is signed in as proof, for a quarter of an hour.

    Raises Invalid, TooMany, and SignInNeeded where there is no password to ask for.
    """
    member = sessions.signed_in_member()
    if member.password_hash is None:
        raise _signed_out()
    try:
        credentials.ensure_password(member, password, address=request.remote_addr or "")
    except Invalid as error:
        raise Invalid(error.message, field=FIELD) from None
    with unit_of_work():
        mine = SignIn.id == sessions.sign_in_id()
        db.session.execute(update(SignIn).where(mine).values(proved_at=clock.now()))


def reconfirmed(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that a view asks for the password once more."""
    return reconfirmed_when(lambda: True)(view)


def reconfirmed_when(needed: Callable[[], bool]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The same for some of what a view takes."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if is_fresh() or not needed():
                return view(*args, **kwargs)
            asked = _asked()
            return view(*args, **kwargs) if asked is None else cast("R", asked)

        return guarded

    return declare


def _asked() -> Response | None:
    """The page that asks; None when its answer came along and was right."""
    if problems.by_script():
        raise NotAllowed(FIRST)
    if sessions.signed_in_member().password_hash is None:
        raise _signed_out()
    form = resuming.running()
    if form is None:
        return app_response(redirect(PAGE + "?" + urlencode({"next": request.full_path.rstrip("?")})))
    error, status = "", NotAllowed.status
    if FIELD in request.form:
        try:
            prove(request.form[FIELD])
        except (Invalid, TooMany) as refusal:
            error, status = said(refusal.message, refusal.params), refusal.status
        else:
            return None
    return page(form, error=error, status=status)


def _signed_out() -> SignInNeeded:
    """Coming in anew is the proof of an account without a password; what was sent waits as for anybody signed out."""
    sessions.sign_out()
    return SignInNeeded()


def page(form: resuming.Interrupted, *, error: str = "", status: int = 200, target: str = "") -> Response:
    """Who are you, once more? `form` goes on afterwards, or `target` is where one comes from."""
    answer = app_response(
        render_template(
            "community/accounts/prove.html",
            form=form,
            fields=form.fields,
            secrets=[name for name in form.secrets if name != FIELD],
            error=error,
            target=target,
            kept=request.form.get(resuming.KEPT, ""),
        )
    )
    answer.status_code = status
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
