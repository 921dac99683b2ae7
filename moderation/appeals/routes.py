"""Appealing, and deciding on an appeal: one page for both sides, each sees its own deeds."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.appeals import deciding, queries, services
from moderation.appeals.models import Appeal
from moderation.appeals.rules import Outcome
from moderation.appeals.view import outcomes_for, sides_of
from moderation.sanctions import queries as sanctions
from moderation.sanctions.forms import number
from moderation.sanctions.models import Sanction
from moderation.sanctions.notice import words

bp = Blueprint("appeals", __name__)


@bp.get("/sanctions/<int:sanction_id>/appeal")
@requires(Permission.APPEAL)
def draft(sanction_id: int) -> ResponseReturnValue:
    """The form; when there is no more to appeal, the page of the sanction says why."""
    return _form(services.own_sanction_or_404(sanction_id, actor_now()), "")


def _form(sanction: Sanction, error: str) -> str:
    return render_template(
        "moderation/appeals/new.html",
        sanction=sanction,
        posts=sanctions.posts_of(sanction.id),
        appeal_until=sanctions.appeal_until(sanction),
        closed=services.why_closed(sanction),
        longest=whole("appeal_longest"),
        hours=whole("appeal_hours"),
        error=error,
        given=request.form.get("words", ""),
        **words(),
    )


@bp.post("/sanctions/<int:sanction_id>/appeal")
@requires(Permission.APPEAL)
def appeal(sanction_id: int) -> ResponseReturnValue:
    """Send it."""
    sanction = services.own_sanction_or_404(sanction_id, actor_now())
    try:
        with unit_of_work():
            made = services.appeal(sanction_id, request.form.get("words", ""), by=actor_now()).id
    except (Invalid, Conflict) as error:
        text = said(error.message, error.params)
        return _form(services.own_sanction_or_404(sanction.id, actor_now()), text), error.status
    flash(gettext("Your appeal is sent. You will hear from us here."), "good")
    return redirect(url_for("appeals.show", appeal_id=made), code=303)


@bp.get("/appeals/<int:appeal_id>")
@requires(Permission.HAVE_ACCOUNT)
def show(appeal_id: int) -> ResponseReturnValue:
    """Everything about one appeal, for its author and for those who may decide."""
    return _page(queries.visible_or_404(appeal_id, actor_now()), "", "")


def _page(found: Appeal, where: str, error: str) -> str:
    return render_template(
        "moderation/appeals/show.html",
        appeal=found,
        sanction=found.sanction,
        posts=sanctions.posts_of(found.sanction_id),
        messages=queries.messages_of(found.id),
        clock=queries.clock_of(found),
        sides=sides_of(found, actor_now()),
        outcomes=outcomes_for(found.sanction),
        earlier=sanctions.sanctions_of(found.member_id),
        longest=whole("appeal_longest"),
        claim_minutes=whole("claim_minutes"),
        answer_days=whole("appeal_answer_days"),
        where=where,
        error=error,
        given=request.form,
        **words(),
    )


@bp.post("/appeals/<int:appeal_id>/claim")
@requires(Permission.DECIDE_APPEALS)
def claim(appeal_id: int) -> ResponseReturnValue:
    """Take it for a while, or renew; what somebody wrote before their time for it ran out comes along.

    A page that renews by itself is told until when.
    """
    if request.headers.get("X-Requested-With") == "fetch":
        with unit_of_work():
            until = services.take(appeal_id, by=actor_now()).claimed_until
        return {"until": until.isoformat() if until else None}
    typed = any(request.form.get(name) for name in ("reason", "question"))
    return _deed(appeal_id, "claim", lambda: services.take(appeal_id, by=actor_now()), shows=typed)


@bp.post("/appeals/<int:appeal_id>/question")
@requires(Permission.DECIDE_APPEALS)
def ask(appeal_id: int) -> ResponseReturnValue:
    """Ask the appellant something."""
    asked = request.form.get("question", "")
    return _deed(appeal_id, "question", lambda: services.ask(appeal_id, asked, by=actor_now()))


@bp.post("/appeals/<int:appeal_id>/answer")
@requires(Permission.APPEAL)
def answer(appeal_id: int) -> ResponseReturnValue:
    """Answer what was asked."""
    given = request.form.get("answer", "")
    return _deed(appeal_id, "answer", lambda: services.answer(appeal_id, given, by=actor_now()))


@bp.post("/appeals/<int:appeal_id>/withdrawal")
@requires(Permission.APPEAL)
def withdraw(appeal_id: int) -> ResponseReturnValue:
    """Take one's own appeal back."""
    return _deed(appeal_id, "withdrawal", lambda: services.withdraw(appeal_id, by=actor_now()))


@bp.post("/appeals/<int:appeal_id>/decision")
@requires(Permission.DECIDE_APPEALS)
def decide(appeal_id: int) -> ResponseReturnValue:
    """Decide, with a reason."""

    def deed() -> object:
        given = request.form.get("decision", "")
        if given not in set(Outcome):
            raise Invalid(N_("Choose what you decide."))
        days = number(request.form.get("days", ""))
        heard = number(request.form.get("heard", ""))
        ruling = deciding.Ruling(Outcome(given), request.form.get("reason", ""), days, heard)
        return deciding.decide(appeal_id, ruling, by=actor_now())

    return _deed(appeal_id, "decision", deed)


def _deed(
    appeal_id: int, where: str, deed: Callable[[], object], *, shows: bool = False
) -> ResponseReturnValue:
    """One deed on an appeal that its reader may see; what was refused is said beside what was typed.

    Afterwards the page comes anew; with `shows` it comes at once, with what was typed.
    """
    queries.visible_or_404(appeal_id, actor_now())
    refusals: tuple[type[DomainError], ...] = (Invalid, Conflict, NotAllowed)
    try:
        with unit_of_work():
            deed()
    except refusals as error:
        text = said(error.message, error.params)
        return _page(queries.visible_or_404(appeal_id, actor_now()), where, text), error.status
    if shows:
        return _page(queries.visible_or_404(appeal_id, actor_now()), where, "")
    return redirect(url_for("appeals.show", appeal_id=appeal_id), code=303)
