"""What looks like abuse: the list, and the evidence sheet with its decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, Invalid
from community.kernel.forms import filled
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from gamification.integrity import queries, services
from gamification.integrity.catalogue import DETECTORS
from gamification.integrity.forms import DecisionForm
from gamification.integrity.rules import Decision
from gamification.integrity.sheet import sheet_of

bp = Blueprint("integrity", __name__, url_prefix="/integrity")


@bp.get("")
@requires(Permission.JUDGE_INTEGRITY)
def index() -> ResponseReturnValue:
    """Findings by kind and state, the surest first."""
    kind, state = request.args.get("kind", ""), request.args.get("state", queries.WAITS)
    page = queries.findings(kind, state, page_number(request.args.get("page")))
    return render_template(
        "gamification/integrity/index.html",
        page=page,
        kind=kind,
        state=state,
        detectors=DETECTORS,
        counts=queries.counts(),
        people=queries.people([who for each in page.items for who in each.members]),
    )


@bp.get("/<int:finding_id>")
@requires(Permission.JUDGE_INTEGRITY)
def show(finding_id: int) -> ResponseReturnValue:
    """The evidence sheet of one finding."""
    return _page(finding_id, DecisionForm())


@bp.post("/<int:finding_id>/decision")
@requires(Permission.JUDGE_INTEGRITY)
def decide(finding_id: int) -> ResponseReturnValue:
    """Confirm, dismiss, or undo what was decided."""
    services.finding_or_404(finding_id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(finding_id, form), 422
    try:
        with unit_of_work():
            services.decide(
                finding_id,
                Decision(filled(form.decision.data)),
                by=actor_now(),
                reason=filled(form.reason.data),
                everything=bool(form.everything.data),
            )
    except (Invalid, Conflict) as error:
        form.take(error)
        return _page(finding_id, form), error.status
    flash(gettext("It is decided, and those concerned are told."), "good")
    return redirect(url_for("integrity.show", finding_id=finding_id), code=303)


def _page(finding_id: int, form: DecisionForm) -> str:
    finding = services.finding_or_404(finding_id)
    return render_template(
        "gamification/integrity/show.html",
        sheet=sheet_of(finding),
        finding=finding,
        detector=DETECTORS[finding.kind],
        form=form,
        named=actor_now().member_id in finding.members,
    )
