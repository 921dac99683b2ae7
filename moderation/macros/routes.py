"""Making macros, looking at what one will do to a case, and doing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import DomainError, NotAllowed
from community.kernel.languages import said
from community.kernel.meanwhile import base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from moderation.canned.catalogue import VARIABLES
from moderation.escalation import queries as cases
from moderation.macros import forms, queries, rehearsing, services
from moderation.macros.catalogue import DEEDS
from moderation.macros.rules import MOST_STEPS, Step

bp = Blueprint("macros", __name__, url_prefix="/desk")


@bp.get("/macros")
@requires(Permission.WORK_CASES)
def index() -> ResponseReturnValue:
    """Every macro with its steps."""
    return render_template("moderation/macros/index.html", macros=queries.macros(), deeds=DEEDS)


@bp.route("/macros/new", methods=["GET", "POST"], endpoint="new")
@bp.route("/macros/<slug>", methods=["GET", "POST"])
@requires(Permission.WORK_CASES)
def edit(slug: str = "") -> ResponseReturnValue:
    """The form of a macro; buttons between the steps change it, only "Keep" keeps it."""
    if request.method == "GET":
        return _form(slug)
    steps = forms.steps_of(request.form)
    if (changed := forms.changed(request.form, steps)) is not None:
        return _form(
            slug, steps=changed, waiting="" if "add" in request.form else request.form.get("new_deed", "")
        )
    # What was chosen without a press on its button was meant all the same.
    if (grown := forms.with_chosen(request.form, steps)) is not None:
        return _form(slug, steps=grown, added=True)
    try:
        with unit_of_work():
            once.done_once(
                request.form,
                lambda: services.keep(
                    request.form.get("title", ""),
                    steps,
                    by=actor_now(),
                    slug=slug,
                    admins_only=request.form.get("admins_only") == "y",
                    base=request.form.get("base", ""),
                ),
                by=actor_now(),
            )
    except DomainError as refused:
        return _form(slug, steps=steps, refused=refused)
    flash(gettext("Kept."), "good")
    return redirect(url_for("macros.index"), code=303)


def _form(
    slug: str,
    *,
    steps: list[Step] | None = None,
    refused: DomainError | None = None,
    waiting: str = "",
    added: bool = False,
) -> ResponseReturnValue:
    macro = queries.of_slug(slug) if slug else None
    page = render_template(
        "moderation/macros/edit.html",
        macro=macro,
        base=base_to_show(request.form.get("base"), macro.base if macro else "", refused=refused),
        steps=steps if steps is not None else (macro.deeds if macro else []),
        deeds=DEEDS,
        waiting=waiting,
        added=added,
        most=MOST_STEPS,
        variables=VARIABLES,
        given=request.form,
        error=said(refused.message, refused.params) if refused else "",
        field_wrong=(refused and refused.field) or "",
    )
    return page, refused.status if refused else 200


@bp.post("/macros/<slug>/remove")
@requires(Permission.WORK_CASES)
def remove(slug: str) -> ResponseReturnValue:
    """Keep it no longer."""
    try:
        with unit_of_work():
            services.drop(slug, by=actor_now())
    except NotAllowed as refused:
        flash(said(refused.message, refused.params), "warn")
    return redirect(url_for("macros.index"), code=303)


@bp.route("/cases/<int:case_id>/macros/<slug>", methods=["GET", "POST"])
@requires(Permission.WORK_CASES)
def run(case_id: int, slug: str) -> ResponseReturnValue:
    """What the macro will do to this case; with a press, it is done."""
    refused: DomainError | None
    if request.method == "POST":
        try:
            with unit_of_work():
                once.done_once(request.form, lambda: _do(case_id, slug), by=actor_now())
        except DomainError as error:
            refused = error
        else:
            flash(gettext("Done, all of it."), "good")
            return redirect(url_for("desk.show", case_id=case_id), code=303)
    else:
        refused = rehearsing.refusal(case_id, slug, by=actor_now())
    macro, case = queries.of_slug(slug), cases.shown_case(case_id)
    steps = queries.prepared(macro, case, actor_now())
    page = render_template(
        "moderation/macros/run.html",
        macro=macro,
        case=case,
        steps=steps,
        seen=rehearsing.seen(macro, case, steps),
        refused=said(refused.message, refused.params) if refused else "",
        may_do=refused is None or isinstance(refused, rehearsing.OutdatedError),
    )
    return page, refused.status if refused and request.method == "POST" else 200


def _do(case_id: int, slug: str) -> None:
    rehearsing.ensure_seen(case_id, slug, request.form.get("seen", ""), by=actor_now())
    services.run(case_id, slug, by=actor_now())
