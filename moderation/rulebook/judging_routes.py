"""One click on a case: rightly or wrongly escalated, and back to the community."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.addresses import number_in
from community.kernel.errors import Conflict
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.casework import changes
from moderation.rulebook import judging

bp = Blueprint("judging", __name__, url_prefix="/desk/cases")


@bp.post("/<int:case_id>/verdict")
@requires(Permission.WORK_CASES)
def verdict(case_id: int) -> ResponseReturnValue:
    """Say whether a rule raised it rightly."""
    escalation_id = number_in(request.form.get("escalation", "")) or 0
    with unit_of_work():
        judging.judge(case_id, escalation_id, request.form.get("verdict", ""), by=actor_now())
    return redirect(url_for("desk.show", case_id=case_id, _anchor="verdict"), code=303)


@bp.post("/<int:case_id>/return-wrong")
@requires(Permission.WORK_CASES)
def return_wrong(case_id: int) -> ResponseReturnValue:
    """It should not have come: back to the community in one go."""
    try:
        with unit_of_work():
            changes.ensure_seen(case_id, request.form.get("mark", ""), by=actor_now())
            judging.return_wrong(case_id, by=actor_now())
    except Conflict as error:
        flash(said(error.message, error.params), "info")
        return redirect(url_for("desk.show", case_id=case_id), code=303)
    flash(gettext("The community has it again, and the rules learn from it."), "good")
    return redirect(url_for("desk.index"), code=303)
