"""A member's own sanctions; for moderators, the record of a member and the forms."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import queries as accounts
from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from community.kernel.languages import said
from community.kernel.meanwhile import base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from moderation.sanctions import checking, conduct, ending, forms, notice, queries, services
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import DAYS

bp = Blueprint("sanctions", __name__)
Errors = dict[str, str]


@bp.get("/sanctions")
@requires(Permission.HAVE_ACCOUNT)
def index() -> ResponseReturnValue:
    """Everything that was done about oneself."""
    found = queries.sanctions_of(actor_now().id)
    return render_template(
        "moderation/sanctions/index.html",
        sanctions=found,
        **notice.words(),
    )


@bp.get("/sanctions/<int:sanction_id>")
@requires(Permission.HAVE_ACCOUNT)
def show(sanction_id: int) -> ResponseReturnValue:
    """One sanction: why, until when, the posts that led to it, and how to appeal."""
    return _sheet(queries.visible_or_404(sanction_id, actor_now()), {})


def _sheet(sanction: Sanction, errors: Errors, *, refused: DomainError | None = None) -> str:
    own = sanction.member_id == actor_now().member_id
    return render_template(
        "moderation/sanctions/show.html",
        sanction=sanction,
        own=own,
        may_act=not own and checking.may_sanction(sanction.member, actor_now()),
        posts=queries.posts_of(sanction.id),
        appeal_until=queries.appeal_until(sanction),
        days=DAYS,
        errors=errors,
        given=request.form,
        base=base_to_show(request.form.get("base"), sanction.base, refused=refused),
        **notice.words(),
    )


@bp.post("/sanctions/<int:sanction_id>/acknowledgement")
@requires(Permission.APPEAL)
def acknowledge(sanction_id: int) -> ResponseReturnValue:
    """The member has read a warning."""
    with unit_of_work():
        ending.acknowledge(sanction_id, by=actor_now())
    flash(gettext("Thank you for reading it."), "good")
    return redirect(url_for("sanctions.show", sanction_id=sanction_id), code=303)


@bp.post("/sanctions/<int:sanction_id>/lift")
@requires(Permission.SUSPEND)
def lift(sanction_id: int) -> ResponseReturnValue:
    """End it early."""
    queries.sanction_or_404(sanction_id)
    try:
        with unit_of_work():
            ending.lift(sanction_id, request.form.get("words", ""), by=actor_now())
    except (Invalid, Conflict, NotAllowed) as error:
        wrong = {"lift": said(error.message, error.params)}
        return _sheet(queries.sanction_or_404(sanction_id), wrong), error.status
    flash(gettext("It is lifted, and the member is told."), "good")
    return redirect(url_for("sanctions.show", sanction_id=sanction_id), code=303)


@bp.post("/sanctions/<int:sanction_id>/extend")
@requires(Permission.SUSPEND)
def extend(sanction_id: int) -> ResponseReturnValue:
    """Let it last longer."""
    queries.sanction_or_404(sanction_id)
    try:
        with unit_of_work():
            days = forms.number(request.form.get("days", "")) or 0
            once.done_once(
                request.form,
                lambda: ending.extend(
                    sanction_id,
                    days,
                    request.form.get("words", ""),
                    by=actor_now(),
                    base=request.form.get("base"),
                ),
                by=actor_now(),
            )
    except (Invalid, Conflict, NotAllowed) as error:
        wrong = {"extend": said(error.message, error.params)}
        return _sheet(queries.sanction_or_404(sanction_id), wrong, refused=error), error.status
    flash(gettext("It lasts longer now, and the member is told."), "good")
    return redirect(url_for("sanctions.show", sanction_id=sanction_id), code=303)


# for those who moderate ----------------------------------------------------------------------------


@bp.get("/members/<name>/conduct")
@requires(Permission.SUSPEND)
def record(name: str) -> ResponseReturnValue:
    """What was done, reported and noted about a member, and what the next step would be."""
    return _record(name, {})


def _record(name: str, errors: Errors) -> str:
    found = conduct.conduct_of(accounts.get_or_404(name))
    return render_template(
        "moderation/sanctions/conduct.html",
        conduct=found,
        may_act=checking.may_sanction(found.member, actor_now()),
        errors=errors,
        given=request.form,
        **notice.words(),
    )


@bp.post("/members/<name>/conduct/notes")
@requires(Permission.SUSPEND)
def note(name: str) -> ResponseReturnValue:
    """Leave a note for other moderators."""
    member = accounts.get_or_404(name)
    try:
        with unit_of_work():
            once.done_once(
                request.form,
                lambda: services.add_note(member.id, request.form.get("words", ""), by=actor_now()),
                by=actor_now(),
            )
    except Invalid as error:
        return _record(name, {"note": said(error.message, error.params)}), error.status
    return redirect(url_for("sanctions.record", name=name, _anchor="notes"), code=303)


@bp.get("/members/<name>/sanction")
@requires(Permission.SUSPEND)
def draft(name: str) -> ResponseReturnValue:
    """The form: warn, limit or suspend."""
    return _form(name, request.args, {})


@bp.post("/members/<name>/sanction")
@requires(Permission.SUSPEND)
def impose(name: str) -> ResponseReturnValue:
    """Do it."""
    member = accounts.get_or_404(name)
    try:
        order = forms.order_of(request.form)
        with unit_of_work():
            services.impose(member.id, order, by=actor_now())
    except (Invalid, Conflict, NotAllowed) as error:
        wrong = {error.field or "form": said(error.message, error.params)}
        return _form(name, request.form, wrong), error.status
    flash(gettext("It is done, and the member is told."), "good")
    return redirect(url_for("sanctions.record", name=name), code=303)


def _form(name: str, given: Any, errors: Errors) -> str:
    member = accounts.get_or_404(name)
    reason = given.get("reason", "")
    step = conduct.suggested(member.id, reason)
    chosen = forms.posts_of(given)
    return render_template(
        "moderation/sanctions/new.html",
        member=member,
        kind=forms.kind_of(given) or step.kind,
        step=step,
        given=given,
        chosen=chosen,
        posts=conduct.candidates(member.id, chosen, by=actor_now()),
        days=DAYS,
        errors=errors,
        may_act=checking.may_sanction(member, actor_now()),
        **notice.words(),
    )
