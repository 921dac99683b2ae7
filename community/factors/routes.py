"""The second step of signing in, and the settings of the second factor."""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import arriving, credentials, factor_due, tokens
from community.accounts import session as sessions
from community.accounts.models import Member
from community.accounts.proof import holder, reconfirmed
from community.accounts.rules import own_path
from community.factors import forms, passkeys, queries, second_step, services
from community.factors.codes_page import codes_page
from community.kernel import qr as qr_codes
from community.kernel.errors import Conflict, DomainError, Invalid, NotFound, TooMany
from community.kernel.forms import Form, filled
from community.kernel.furnish import site_settings
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work

bp = Blueprint("factors", __name__)

T = TypeVar("T")
WithPassword = TypeVar("WithPassword", forms.NewCodesForm, forms.OffForm)
APP_PAGE: Final = "/settings/second-factor/app"


def address() -> str:
    """Where this request comes from; a proxy is believed only when the settings say so."""
    return request.remote_addr or ""


def refusal(template: str, form: Form, error: DomainError, **values: object) -> ResponseReturnValue:
    """The same page with the reason beside the field."""
    form.take(error)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return render_template(f"community/factors/{template}.html", form=form, **values), error.status, headers


@bp.route("/sign-in/second", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def second() -> ResponseReturnValue:
    """After the password: a code of the app, or a recovery code."""
    target = own_path(request.values.get("next"))
    form = forms.CodeForm()
    if not arriving.half_way():
        return redirect("/sign-in")
    by_passkey = passkeys.waits_for(arriving.half_way())
    values = {"target": target, "by_passkey": by_passkey}
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("community/factors/second.html", form=form, **values), status
    try:
        found, remember = second_step.attempt(arriving.half_way(), filled(form.otp.data), address=address())
    except tokens.LinkExpired:
        flash(gettext("That took a little long. Please sign in once more."), "warn")
        return redirect("/sign-in")
    except DomainError as error:
        return refusal("second", form, error, **values)
    return arriving.come_in(found, remember=remember, target=target)


def overview(status: int = 200, **refused: Form) -> ResponseReturnValue:
    """What protects the account; a form that was refused comes with its reasons, the others empty."""
    member = sessions.signed_in_member()
    made = {
        "codes_form": forms.NewCodesForm(formdata=None),
        "off_form": forms.OffForm(formdata=None),
        **refused,
    }
    page = render_template(
        "community/factors/settings.html",
        member=member,
        protection=queries.protection_of(member.id),
        wanted=actor_now().waiting_role is not None,
        due=factor_due.due_at(member) if factor_due.is_wanted(member) else None,
        target=own_path(request.values.get("next"), ""),
        **made,
    )
    return page, status


def for_member(form: WithPassword, member: Member) -> WithPassword:
    """The form as `member` needs it: who has no password is not asked for it."""
    if member.password_hash is None and "current" in form:
        del form.current
    return form


def ensure_password(member: Member, form: WithPassword) -> None:
    """Raise Invalid unless the current password was given."""
    if "current" in form:
        credentials.ensure_password(member, form.current.data or "", address=address())


@bp.get("/settings/second-factor")
@requires(Permission.HAVE_ACCOUNT)
def settings() -> ResponseReturnValue:
    """Whether there is one, and how to get, renew or lose it."""
    return overview()


@bp.post("/settings/second-factor/begin")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def begin() -> ResponseReturnValue:
    """Make a secret; the next page shows it."""
    with unit_of_work():
        services.begin(sessions.signed_in_member())
    target = own_path(request.form.get("next"), "")
    return redirect(APP_PAGE + ("?" + urlencode({"next": target}) if target else ""))


@bp.route("/settings/second-factor/app", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def app() -> ResponseReturnValue:
    """The secret as a picture and as letters, and the first code that proves that the app has it."""
    member = sessions.signed_in_member()
    row = queries.pending(member.id)
    target, once = own_path(request.values.get("next"), ""), request.form.get("once", "")
    if row is None:
        return shown_again(once, target, begun=True) or redirect("/settings/second-factor")
    form = forms.CodeForm()
    to_app = queries.address_of(row, name=member.name, site=site_settings().site_name)
    values = {"member": member, "secret": queries.secret_in(row), "address": to_app, "target": target}
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("community/factors/app.html", form=form, **values), status
    try:
        with unit_of_work():
            made = services.confirm(
                holder(), filled(form.otp.data), sign_in_id=sessions.sign_in_id(), form=once
            )
    except (Invalid, Conflict) as error:
        return shown_again(once, target, begun=True) or refusal("app", form, error, **values)
    return codes_page(made, target, begun=True)


@bp.get("/settings/second-factor/qr.svg")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def qr() -> ResponseReturnValue:
    """The secret to point a camera at, while it waits for its first code."""
    member = sessions.signed_in_member()
    row = queries.pending(member.id)
    if row is None:
        raise NotFound
    text = queries.address_of(row, name=member.name, site=site_settings().site_name)
    return Response(qr_codes.svg(text), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def shown_again(once: str, target: str = "", *, begun: bool = False) -> ResponseReturnValue | None:
    """The codes that the same form has made a moment ago, where it was sent twice."""
    made = services.made_by(once, sessions.signed_in_member().id)
    return codes_page(made, target, begun=begun) if made else None


def with_both(deed: Callable[[Member], T], form: forms.NewCodesForm | forms.OffForm) -> T:
    """Do what needs the password and a code. Raises Conflict, Invalid, TooMany."""
    member = sessions.signed_in_member()
    if member.second_factor_at is None:
        raise Conflict(services.NONE)
    ensure_password(member, form)
    return second_step.proved(member, filled(form.otp.data), address=address(), deed=deed)


@bp.post("/settings/second-factor/codes")
@requires(Permission.HAVE_ACCOUNT)
def codes() -> ResponseReturnValue:
    """Ten new recovery codes."""
    once = request.form.get("once", "")
    form = for_member(forms.NewCodesForm(), sessions.signed_in_member())
    if not form.validate_on_submit():
        return overview(422, codes_form=form)
    try:
        made = with_both(partial(services.remake_codes, form=once), form)
    except DomainError as error:
        if again := shown_again(once):
            return again
        form.take(error)
        return overview(error.status, codes_form=form)
    return codes_page(made)


@bp.post("/settings/second-factor/off")
@requires(Permission.HAVE_ACCOUNT)
def off() -> ResponseReturnValue:
    """Back to the password alone."""
    form = for_member(forms.OffForm(), sessions.signed_in_member())
    if not form.validate_on_submit():
        return overview(422, off_form=form)
    try:
        with_both(services.switch_off, form)
    except DomainError as error:
        form.take(error)
        return overview(error.status, off_form=form)
    alone = sessions.signed_in_member().password_hash is not None
    off_now = gettext("Your account has no second factor any more.")
    flash(gettext("Your password alone opens your account again.") if alone else off_now, "good")
    return redirect("/settings/second-factor")
