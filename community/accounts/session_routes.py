"""Where one is signed in, and giving one's password once more."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import proof, queries, services
from community.accounts import session as sessions
from community.accounts.rules import own_path
from community.kernel import resuming
from community.kernel.errors import Invalid, TooMany
from community.kernel.languages import said
from community.kernel.policy import Permission, requires
from community.kernel.unit_of_work import unit_of_work

bp = Blueprint("sessions", __name__, url_prefix="/settings")


@bp.get("/sessions")
@requires(Permission.HAVE_ACCOUNT)
def index() -> ResponseReturnValue:
    """Every browser in which one is signed in."""
    member = sessions.signed_in_member()
    return render_template(
        "community/accounts/settings/sessions.html",
        member=member,
        sign_ins=queries.sign_ins_of(member),
        this=sessions.sign_in_id(),
        tokens=queries.tokens_of(member.id),
    )


@bp.post("/sessions/<int:sign_in_id>/end")
@requires(Permission.HAVE_ACCOUNT)
def end(sign_in_id: int) -> ResponseReturnValue:
    """Sign one browser out."""
    if sign_in_id == sessions.sign_in_id():
        sessions.sign_out()
        return redirect("/")
    with unit_of_work():
        services.end_session(sessions.signed_in_member(), sign_in_id)
    flash(gettext("That browser is signed out."), "good")
    return redirect("/settings/sessions")


@bp.post("/sessions/end-others")
@requires(Permission.HAVE_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """Sign every other browser out, and the programs that were chosen."""
    with unit_of_work():
        member = queries.locked(sessions.signed_in_member().id)
        services.end_sessions(member, but=sessions.sign_in_id())
        services.revoke_tokens(member, request.form.getlist("tokens", type=int))
    flash(gettext("You are signed in only here now."), "good")
    return redirect("/settings/sessions")


@bp.route("/prove", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def prove() -> ResponseReturnValue:
    """The password once more, on the way to a page that asks for it."""
    target = own_path(request.values.get("next"), "/settings")
    if sessions.signed_in_member().password_hash is None:
        if not proof.is_fresh():
            proof.prove("")
        return redirect(target)  # they have signed in anew, which is the proof
    form = resuming.Interrupted(action=proof.PAGE)
    if request.method == "POST":
        try:
            proof.prove(request.form.get(proof.FIELD, ""))
        except (Invalid, TooMany) as error:
            words = said(error.message, error.params)
            return proof.page(form, error=words, status=error.status, target=target)
        return redirect(target)
    return proof.page(form, target=target)
