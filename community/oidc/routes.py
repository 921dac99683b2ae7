"""The way to the provider and back, and the last step for who is new."""

import json
import secrets
from dataclasses import asdict
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import arriving
from community.accounts import services as accounts
from community.accounts import session as sessions
from community.accounts.models import Member
from community.accounts.proof import reconfirmed
from community.accounts.rules import own_path
from community.accounts.signing_in import Recognised
from community.kernel import clock
from community.kernel.errors import DomainError, Invalid, NotFound
from community.kernel.forms import filled
from community.kernel.furnish import site_settings
from community.kernel.languages import current_language, said
from community.kernel.policy import Permission, requires
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.oidc import forms, provider, services

bp = Blueprint("oidc", __name__)

TRIP: Final = "oidc_trip"  # in the session: what has to come back
NEW: Final = "oidc_new"  # in the session: somebody whom the provider knows and we do not
MINUTES: Final = 15
LONGEST_TARGET: Final = 1000  # bytes; a cookie has to hold it, and browsers drop one that is too large
PACE: Final = "30 per minute; 200 per hour"


def offered() -> bool:
    """Whether there is a provider."""
    return bool(site_settings().oidc_issuer and site_settings().oidc_client_id)


def back() -> str:
    """Where the provider sends people to."""
    return f"{site_settings().base_url}/sign-in/oidc/back"


def refused(error: DomainError) -> ResponseReturnValue:
    """Back to the door, with the sentence."""
    flash(said(error.message, error.params), "warn")
    return redirect("/sign-in")


def kept(name: str) -> dict[str, str]:
    """What this browser's session keeps under `name`, taken out; nothing once it is too old."""
    found = session.pop(name, None)
    if not isinstance(found, dict) or float(found.get("at", 0)) < clock.now().timestamp() - 60 * MINUTES:
        return {}
    return {key: str(value) for key, value in found.items() if key != "at"}


@bp.get("/sign-in/oidc")
@requires(Permission.SIGN_IN)
@limiter.limit(PACE)
def go() -> ResponseReturnValue:
    """Off to the provider."""
    if not offered():
        raise NotFound
    trip = provider.Trip(*(secrets.token_urlsafe(32) for _ in range(3)))
    try:
        address = provider.address_of(trip, back())
    except DomainError as error:
        return refused(error)
    target = own_path(request.args.get("next"))
    if len(json.dumps(target)) > LONGEST_TARGET:
        target = "/"
    session[TRIP] = {**asdict(trip), "target": target, "at": clock.now().timestamp()}
    return redirect(address)


@bp.get("/sign-in/oidc/back")
@requires(Permission.SIGN_IN)
@limiter.limit(PACE)
def came_back() -> ResponseReturnValue:
    """Back from there: known, linked by a verified address, or new."""
    trip, state = kept(TRIP), request.args.get("state", "")
    if not offered() or not trip or not secrets.compare_digest(state.encode(), trip["state"].encode()):
        flash(gettext("That took too long, or did not begin here. Please try again."), "warn")
        return redirect("/sign-in")
    target = trip.pop("target")
    if "code" not in request.args:
        flash(gettext("You did not sign in there."), "warn")
        return redirect("/sign-in")
    try:
        who = provider.identity(request.args["code"], provider.Trip(**trip), back())
        with unit_of_work():
            member = services.member_of(who)
            epoch = member.session_epoch if member is not None else 0
    except DomainError as error:
        return refused(error)
    if member is not None:
        return entered(member, epoch, target)
    if site_settings().sign_up == "invited":
        return redirect("/sign-up")
    if not who.email:
        flash(gettext("%(provider)s has not verified your address.", provider=provider.name()), "warn")
        return redirect("/sign-in")
    session[NEW] = {**asdict(who), "target": target, "at": clock.now().timestamp()}
    return redirect("/sign-in/oidc/finish")


def entered(member: Member, epoch: int, target: str) -> ResponseReturnValue:
    """Come in; a second factor of ours is asked for all the same."""
    found = Recognised(member, epoch)
    if member.second_factor_at is not None:
        return arriving.ask_second_step(found, remember=False, target=target)
    return arriving.come_in(found, remember=False, target=target)


@bp.route("/sign-in/oidc/finish", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
def finish() -> ResponseReturnValue:
    """A name here, and the words of the community."""
    held = session.get(NEW)
    new = kept(NEW)
    if not new or site_settings().sign_up == "invited":
        return redirect("/sign-in")
    session[NEW] = held  # until it is done
    target = new.pop("target")
    who = provider.Identity(**new)
    form = forms.FinishForm()
    values = {"email": who.email, "provider": provider.name()}
    if not form.is_submitted():
        form.name.data = who.name.partition("@")[0]
    if not form.validate_on_submit():
        return render_template("community/oidc/finish.html", form=form, **values), 422 if form.errors else 200
    try:
        made = accounts.applicant(
            filled(form.name.data), who.email, "", consent=form.consent.data, lang=current_language()
        )
        with unit_of_work():
            member = services.join(who, made)
            epoch = member.session_epoch if member is not None else 0
    except Invalid as error:
        form.take(error)
        return render_template("community/oidc/finish.html", form=form, **values), error.status
    session.pop(NEW, None)
    return redirect("/sign-in") if member is None else entered(member, epoch, target)


@bp.post("/settings/oidc/<int:identity_id>/remove")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def remove(identity_id: int) -> ResponseReturnValue:
    """Let an account elsewhere open this one no more."""
    with unit_of_work():
        services.unlink(sessions.signed_in_member(), identity_id)
    flash(gettext("That account no longer opens this one. To sign in, choose a password."), "good")
    return redirect("/settings/account")
