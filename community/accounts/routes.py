"""The door: signing up, in and out, and the pages that secret links lead to."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import (
    arriving,
    beginning,
    credentials,
    forms,
    services,
    signing_in,
    signing_up,
    tokens,
    ways_in,
)
from community.accounts import session as sessions
from community.accounts.beginning import CAME_FROM, WRITTEN_TO
from community.accounts.rules import own_path
from community.accounts.tokens import Purpose
from community.kernel import resuming
from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, DomainError, Invalid, NotFound, TooMany
from community.kernel.forms import Form, filled
from community.kernel.furnish import site_settings
from community.kernel.languages import current_language, said
from community.kernel.policy import Permission, public, requires
from community.kernel.refusals import fresh_token
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response

bp = Blueprint("accounts", __name__)
AFTER_RESET = "after_reset"  # in the session: a word that a new password has just made


@bp.get("/form-token")
@public
def form_token() -> ResponseReturnValue:
    """The token of this browser's forms, for pages that are kept for all visitors and so hold none."""
    answer = app_response(fresh_token())
    answer.headers["Cache-Control"] = "no-store"
    return answer


def page(name: str, form: Form | None = None, **values: object) -> ResponseReturnValue:
    """A page of this feature; 422 when its form was sent and could not be used."""
    status = 422 if form is not None and form.is_submitted() and (form.errors or form.form_errors) else 200
    return render_template(f"community/accounts/{name}.html", form=form, **values), status


def refused(name: str, form: Form, error: DomainError, **values: object) -> ResponseReturnValue:
    """The same page with the reason beside the field, everything typed kept."""
    form.take(error)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return render_template(f"community/accounts/{name}.html", form=form, **values), error.status, headers


def address() -> str:
    """Where this request comes from; a proxy is believed only when the settings say so."""
    return request.remote_addr or ""


@bp.route("/sign-up", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def sign_up() -> ResponseReturnValue:
    """Open an account; the answer never tells whether an address has one."""
    target = own_path(request.values.get("next"))
    if site_settings().sign_up == "invited":
        return page("by_invitation", target=target)
    form = forms.SignUpForm()
    if not form.validate_on_submit():
        return page("sign_up", form, target=target)
    email = filled(form.email.data)
    try:
        who = services.applicant(
            filled(form.name.data),
            email,
            filled(form.password.data),
            consent=form.consent.data,
            lang=current_language(),
        )
        with unit_of_work():
            signing_up.begin(who, browser=beginning.mark())
    except Invalid as error:
        return refused("sign_up", form, error, target=target)
    beginning.written(email, target)
    return redirect("/sign-up/sent")


@bp.get("/sign-up/sent")
@requires(Permission.SIGN_IN)
def sent() -> ResponseReturnValue:
    """Look for our message."""
    return page("sent", address=session.get(WRITTEN_TO, ""), after="sign-up")


@bp.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Come in, and go on to where one came from."""
    target = own_path(request.values.get("next"))
    form = forms.SignInForm()
    if sessions.current_member() is not None and not form.is_submitted():
        return redirect(target)
    if not form.validate_on_submit():
        return page("sign_in", form, target=target)
    try:
        found = signing_in.attempt(filled(form.name.data), filled(form.password.data), address=address())
    except (Invalid, TooMany) as error:
        return refused("sign_in", form, error, target=target)
    if found.member.second_factor_at is not None:
        return arriving.ask_second_step(found, remember=form.remember.data, target=target)
    return arriving.come_in(found, remember=form.remember.data, target=target)


@bp.post("/sign-out")
@requires(Permission.SIGN_IN)
def sign_out() -> ResponseReturnValue:
    """Leave; copies of this session's cookie stop working."""
    sessions.sign_out()
    flash(gettext("You are signed out."), "good")
    answer = app_response(redirect("/"))
    answer.delete_cookie(resuming.COOKIE, samesite="Lax", httponly=True)
    return answer


@bp.post("/confirm")
@requires(Permission.HAVE_ACCOUNT)
def resend() -> ResponseReturnValue:
    """Send the confirming link again."""
    with unit_of_work():
        services.resend_confirmation(sessions.signed_in_member())
    flash(gettext("We have sent you a new link. Please look for our message."), "good")
    return redirect(own_path(request.form.get("next"), "/settings/account"))


@bp.route("/confirm/<word>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def confirm(word: str) -> ResponseReturnValue:
    """A page with a button; pressing it proves that the address is theirs, and where they signed up, signs in.

    Elsewhere it asks first whether it was they who signed up: somebody else may have typed their address.
    """
    begun = signing_up.look(word)
    here = begun is not None and beginning.was_here(begun.browser)
    if request.method == "GET":
        if begun is not None:
            return page("confirm", who=begun.name, address=begun.email, elsewhere=not here)
        member = tokens.look(word, Purpose.CONFIRM).member
        return page("confirm", who=member.display_name, address=member.email, elsewhere=False)
    if begun is not None and request.form.get("mine") == "no":
        with unit_of_work():
            signing_up.decline(word)
        flash(gettext("No account was opened. What was typed with your address is deleted."), "good")
        return redirect("/")
    with unit_of_work():
        member = services.confirm_email(word) if begun is None else signing_up.complete(word)
    waits = _waiting()
    inside = sessions.current_member() is not None
    if not inside and here:
        sessions.sign_in(member, epoch=member.session_epoch)
        inside = True
    flash(gettext("Thank you, your address is confirmed."), "good")
    return redirect(waits if inside else "/sign-in?" + urlencode({"next": waits}))


def _waiting() -> str:
    """Where somebody goes who proved their address: to what they were about to do, if it waits in this browser."""
    return "/kept" if request.cookies.get(resuming.COOKIE) else own_path(session.pop(CAME_FROM, None))


@bp.route("/email/<word>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def email(word: str) -> ResponseReturnValue:
    """A page with a button; pressing it moves the account to the new address."""
    if request.method == "GET":
        link = tokens.look(word, Purpose.EMAIL_CHANGE)
        return page("email_change", member=link.member, address=link.payload["email"])
    with unit_of_work():
        credentials.confirm_email_change(word)
    flash(gettext("Your account uses the new address from now on."), "good")
    return redirect("/settings/account" if sessions.current_member() else "/sign-in")


@bp.route("/reset", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def request_reset() -> ResponseReturnValue:
    """Ask for a new password; the answer is the same for every address."""
    form = forms.ResetRequestForm()
    if not form.validate_on_submit():
        return page("reset_request", form)
    with unit_of_work():
        credentials.request_reset(filled(form.email.data))
    session[WRITTEN_TO] = form.email.data
    return redirect("/reset/sent")


@bp.get("/reset/sent")
@requires(Permission.SIGN_IN)
def reset_sent() -> ResponseReturnValue:
    """Look for our message."""
    return page("sent", address=session.get(WRITTEN_TO, ""), after="reset")


@bp.route("/reset/<word>", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def reset(word: str) -> ResponseReturnValue:
    """Choose a new password; the link is looked at again when the form comes back."""
    member = tokens.look(word, Purpose.RESET).member
    form = forms.NewPasswordForm()
    if not form.validate_on_submit():
        return page("reset", form, member=member)
    try:
        secret = credentials.new_secret(member, filled(form.password.data))
        with unit_of_work():
            leave = credentials.leave_after_reset(credentials.reset_password(word, secret))
    except Invalid as error:
        return refused("reset", form, error, member=member)
    flash(gettext("Your password is changed. Please sign in with the new one."), "good")
    if not leave:
        return redirect("/sign-in")
    session[AFTER_RESET] = leave
    return redirect("/reset/ways")


@bp.route("/reset/ways", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def reset_ways() -> ResponseReturnValue:
    """What else opens the account whose password this browser has just changed, to be closed without signing in."""
    word = str(session.get(AFTER_RESET, ""))
    if request.method == "GET":
        member = tokens.look(word, Purpose.AFTER_RESET).member
        return page("reset_ways", member=member, ways=ways_in.left(member.id))
    try:
        with unit_of_work():
            kind, number = request.form.get("kind", ""), number_in(request.form.get("number", "")) or 0
            left = credentials.close_way(word, kind, number)
    except (NotFound, Conflict) as error:
        if isinstance(error, tokens.LinkExpired):
            raise
        flash(said(error.message, error.params), "warn")
        return redirect("/reset/ways", code=303)
    flash(gettext("That no longer opens your account."), "good")
    if not left:
        session.pop(AFTER_RESET)
    return redirect("/reset/ways" if left else "/sign-in", code=303)
