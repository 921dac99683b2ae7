"""Settings on privacy: what was agreed to, one's data to take along, and the way out."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import consents
from community.accounts.proof import reconfirmed
from community.accounts.rules import own_path
from community.accounts.session import signed_in_member
from community.imports import personal
from community.kernel.policy import Permission, requires
from community.kernel.unit_of_work import unit_of_work

bp = Blueprint("personal", __name__, url_prefix="/settings/privacy")


@bp.get("")
@requires(Permission.HAVE_ACCOUNT)
def show() -> ResponseReturnValue:
    """What one agreed to, and what one can take along or end."""
    member = signed_in_member()
    return render_template(
        "community/accounts/settings/privacy.html",
        member=member,
        consents=consents.history(member.id),
        version=consents.VERSION,
        version_word=consents.version_word,
        target=own_path(request.args.get("next"), ""),
    )


@bp.post("/agree")
@requires(Permission.HAVE_ACCOUNT)
def agree() -> ResponseReturnValue:
    """Agree to the words as they are now."""
    with unit_of_work():
        consents.give(signed_in_member())
    flash(gettext("Thank you. That is noted."), "good")
    return redirect(own_path(request.form.get("next"), "/settings/privacy"))


@bp.post("/withdraw")
@requires(Permission.HAVE_ACCOUNT)
def withdraw() -> ResponseReturnValue:
    """Take the agreement back."""
    with unit_of_work():
        consents.withdraw(signed_in_member())
    flash(gettext("Noted. You can read as before; to write again, agree again."), "good")
    return redirect("/settings/privacy")


@bp.get("/data")
@requires(Permission.HAVE_ACCOUNT)
@reconfirmed
def data() -> ResponseReturnValue:
    """Everything of this member, as a file."""
    answer = Response(personal.gather(signed_in_member()), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
