"""Keeping canned responses, trying them, and offering them to an editor."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel import markup
from community.kernel.addresses import number_in
from community.kernel.errors import DomainError, NotAllowed
from community.kernel.languages import said
from community.kernel.meanwhile import base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.text import detect_language
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from moderation.canned import queries, rules, services
from moderation.canned.catalogue import CHANNELS, VARIABLES
from moderation.escalation import queries as cases
from moderation.escalation.models import Case

bp = Blueprint("canned", __name__, url_prefix="/desk")


@bp.get("/ready")
@requires(Permission.WORK_CASES)
def ready() -> ResponseReturnValue:
    """Canned responses for the editor, filled in for a case."""
    found = queries.ready(request.args.get("q", ""), _case(request.args.get("case", "")), actor_now())
    return jsonify(
        [{"id": each.id, "title": each.title, "shortcut": each.shortcut, "body": each.body} for each in found]
    )


def _case(given: str) -> Case | None:
    case_id = number_in(given)
    return None if case_id is None else cases.case_or_404(case_id)


@bp.get("/canned")
@requires(Permission.WORK_CASES)
def index() -> ResponseReturnValue:
    """Canned responses: all of them, or those that hold what is looked for."""
    wanted, category = request.args.get("q", ""), request.args.get("category", "")
    return render_template(
        "moderation/canned/index.html",
        found=queries.kept(wanted, category),
        categories=queries.categories(),
        wanted=wanted,
        category=category,
    )


@bp.post("/canned")
@requires(Permission.WORK_CASES)
def keep() -> ResponseReturnValue:
    """Keep one, or show how it reads, filled in for a case."""
    slug = request.form.get("slug", "")
    if "preview" in request.form:
        return _form(slug)
    given = services.Kept(
        title=request.form.get("title", ""),
        body=request.form.get("body", ""),
        lang=request.form.get("lang", "en"),
        slug=slug,
        category=request.form.get("category", ""),
        shortcut=request.form.get("shortcut", ""),
        channel=request.form.get("channel", ""),
        admins_only=request.form.get("admins_only") == "y",
        base=request.form.get("base", ""),
    )
    try:
        with unit_of_work():
            once.done_once(request.form, lambda: services.keep(given, by=actor_now()), by=actor_now())
    except DomainError as refused:
        return _form(slug, refused)
    flash(gettext("Kept."), "good")
    return redirect(url_for("canned.index"), code=303)


@bp.get("/canned/new", endpoint="new")
@bp.get("/canned/<slug>")
@requires(Permission.WORK_CASES)
def edit(slug: str = "") -> ResponseReturnValue:
    """The form: a new one, or a version of one that is there; `lang` chooses which."""
    return _form(slug)


def _form(slug: str, refused: DomainError | None = None) -> ResponseReturnValue:
    there = queries.of_slug(slug) if slug else None
    lang = (
        request.form.get("lang") or request.args.get("version", "") or (there.first.lang if there else "en")
    )
    shown = next((each for each in there.versions if each.lang == lang), None) if there else None
    body = request.form.get("body", shown.body if shown else "")
    case = _case(request.form.get("case", ""))
    base = base_to_show(request.form.get("base"), shown.base if shown else "", refused=refused)
    page = render_template(
        "moderation/canned/edit.html",
        there=there,
        shown=shown,
        lang=lang,
        body=body,
        base=base,
        given=request.form,
        variables=VARIABLES,
        channels=CHANNELS,
        categories=queries.categories(),
        sample=case,
        filled=rules.fill(body, queries.values_of(case, actor_now(), lang)) if body else None,
        error=said(refused.message, refused.params) if refused else "",
        field_wrong=(refused and refused.field) or "",
    )
    return page, refused.status if refused else 200


@bp.post("/canned/preview")
@requires(Permission.WORK_CASES)
def preview() -> ResponseReturnValue:
    """How a text reads once it is filled in."""
    body = request.form.get("body", "")[:10_000]
    lang = detect_language(body)
    return markup.render(rules.fill(body, queries.values_of(None, actor_now(), lang)).text).html


@bp.post("/canned/<int:response_id>/remove")
@requires(Permission.WORK_CASES)
def remove(response_id: int) -> ResponseReturnValue:
    """Keep it no longer."""
    try:
        with unit_of_work():
            services.drop(response_id, by=actor_now())
    except NotAllowed as refused:
        flash(said(refused.message, refused.params), "warn")
    return redirect(url_for("canned.index"), code=303)
