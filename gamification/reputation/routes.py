"""Following the points of one cause, and undoing or restoring them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.accounts.models import Member
from community.accounts.proof import reconfirmed
from community.kernel.forms import filled
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.reading.profiles import member_or_404
from gamification.reputation import rulings
from gamification.reputation.forms import RulingForm
from gamification.reputation.trace import trace

bp = Blueprint("reputation", __name__)
ADDRESS = "/members/<name>/reputation/<path:cause>"


@bp.get(ADDRESS)
@requires(Permission.ADMINISTER)
def show(name: str, cause: str) -> ResponseReturnValue:
    """One cause: its lines, the deed behind it, what was decided about it."""
    return _page(member_or_404(name), cause, RulingForm())


@bp.post(ADDRESS + "/undo")
@requires(Permission.ADMINISTER)
@reconfirmed
def undo(name: str, cause: str) -> ResponseReturnValue:
    """Take the points of a cause away; the log and the member read why."""
    member, form = member_or_404(name), RulingForm()
    if not form.validate_on_submit():
        return _page(member, cause, form), 422
    with unit_of_work():
        rulings.undo(cause, of=member.id, by=actor_now(), reason=filled(form.reason.data))
    return redirect(url_for("reputation.show", name=name, cause=cause), code=303)


@bp.post(ADDRESS + "/restore")
@requires(Permission.ADMINISTER)
def restore(name: str, cause: str) -> ResponseReturnValue:
    """Let a cause count again."""
    member, form = member_or_404(name), RulingForm()
    if not form.validate_on_submit():
        return _page(member, cause, form), 422
    with unit_of_work():
        rulings.restore(cause, of=member.id, by=actor_now(), reason=filled(form.reason.data))
    return redirect(url_for("reputation.show", name=name, cause=cause), code=303)


def _page(member: Member, cause: str, form: RulingForm) -> str:
    return render_template(
        "gamification/reputation/cause.html", member=member, trace=trace(member.id, cause), form=form
    )
