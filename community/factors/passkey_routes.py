"""Pages of passkeys: adding and removing them, and coming in with one."""

from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import arriving, tokens
from community.accounts import session as sessions
from community.accounts.proof import holder, reconfirmed
from community.accounts.rules import own_path
from community.factors import passkeys
from community.factors.codes_page import codes_page
from community.kernel.errors import DomainError
from community.kernel.languages import said
from community.kernel.policy import Permission, requires
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work

bp = Blueprint("passkeys", __name__)

ASKED: Final = "passkey_asked"  # in the session: what the next answer must have signed
HOME: Final = "/settings/second-factor"
PACE: Final = "30 per minute; 200 per hour"


def options(text: str, signs: bytes) -> Response:
    """What the browser needs, while the session keeps what has to be signed."""
    session[ASKED] = signs.hex()
    return Response(text, content_type="application/json", headers={"Cache-Control": "no-store"})


def asked() -> bytes:
    """What had to be signed; each question is answered once."""
    try:
        return bytes.fromhex(str(session.pop(ASKED, "")))
    except ValueError:
        return b""


@bp.post("/sign-in/passkey/options")
@requires(Permission.SIGN_IN)
@limiter.limit(PACE)
def ask() -> ResponseReturnValue:
    """What a browser needs to ask a passkey."""
    word = arriving.half_way() if request.form.get("second") else ""
    with unit_of_work():
        signs = passkeys.challenge()
        return options(passkeys.to_answer(word, signs), signs)


@bp.post("/sign-in/passkey")
@requires(Permission.SIGN_IN)
@limiter.limit(PACE)
def come_in() -> ResponseReturnValue:
    """Come in with a passkey: after the password, or instead of it."""
    word = arriving.half_way() if request.form.get("second") else ""
    target = own_path(request.form.get("next"))
    try:
        found, remember = passkeys.come_in(word, asked(), request.form.get("credential", ""))
    except tokens.LinkExpired:
        flash(gettext("That took a little long. Please sign in once more."), "warn")
        return redirect("/sign-in")
    except DomainError as error:
        flash(said(error.message, error.params), "warn")
        return redirect("/sign-in/second" if word else "/sign-in")
    return arriving.come_in(found, remember=remember, target=target)


@bp.get("/settings/passkeys/new")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def new() -> ResponseReturnValue:
    """Make a passkey; this needs a script, since only browsers can."""
    return render_template("community/factors/passkey.html", member=sessions.signed_in_member())


@bp.post("/settings/passkeys/options")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def to_make() -> ResponseReturnValue:
    """What a browser needs to make one."""
    with unit_of_work():
        signs = passkeys.challenge()
        return options(passkeys.to_make(sessions.signed_in_member(), signs), signs)


@bp.post("/settings/passkeys")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def add() -> ResponseReturnValue:
    """Keep what the browser has made."""
    try:
        with unit_of_work():
            codes = passkeys.add(
                holder(),
                asked(),
                request.form.get("credential", ""),
                label=request.form.get("label", ""),
                sign_in_id=sessions.sign_in_id(),
            )
    except DomainError as error:
        flash(said(error.message, error.params), "warn")
        return redirect("/settings/passkeys/new")
    if codes:
        return codes_page(codes, begun=True)
    flash(gettext("Your passkey is saved."), "good")
    return redirect(HOME)


@bp.post("/settings/passkeys/<int:passkey_id>/remove")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def remove(passkey_id: int) -> ResponseReturnValue:
    """Let one go."""
    with unit_of_work():
        passkeys.remove(sessions.signed_in_member(), passkey_id)
    flash(gettext("The passkey no longer opens your account."), "good")
    return redirect(HOME)
