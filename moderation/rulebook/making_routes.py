"""The pages on which an admin makes a rule without code, changes what it goes by, and retires it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.meanwhile import base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from moderation.escalation.conditions import KINDS, SCORES
from moderation.rulebook import forms, making

bp = Blueprint("rule_making", __name__, url_prefix="/desk/rules")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SET_RULES)
def new() -> ResponseReturnValue:
    """Make a rule; it only watches at first."""
    if request.method == "GET":
        return _page({}, 200)
    try:
        with unit_of_work():
            slug = once.done_once(
                request.form,
                lambda: making.make(request.form.get("title", ""), _conditions(), by=actor_now()).slug,
                by=actor_now(),
            )
    except (Invalid, Conflict) as error:
        return _page(_sent(), error.status, said(error.message, error.params), error.field or "")
    flash(gettext("Made. It only watches until you let it go live; rehearse it first."), "good")
    return redirect(url_for("rulebook.show", slug=slug), code=303)


@bp.route("/<slug>/conditions", methods=["GET", "POST"])
@requires(Permission.SET_RULES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what a rule of the site goes by."""
    found = making.own_or_404(slug)
    if request.method == "GET":
        return _page(
            {"title": found.title, **forms.filled(found.conditions)}, 200, slug=slug, base=found.base
        )
    try:
        with unit_of_work():
            making.change(
                slug,
                request.form.get("title", ""),
                _conditions(),
                by=actor_now(),
                base=request.form.get("base"),
            )
    except (Invalid, Conflict) as error:
        base = base_to_show(request.form.get("base"), making.own_or_404(slug).base, refused=error)
        words = said(error.message, error.params)
        return _page(_sent(), error.status, words, error.field or "", slug, base)
    flash(gettext("Saved."), "good")
    return redirect(url_for("rulebook.show", slug=slug), code=303)


@bp.post("/<slug>/retire")
@requires(Permission.SET_RULES)
def retire(slug: str) -> ResponseReturnValue:
    """Let it speak no more."""
    with unit_of_work():
        making.retire(slug, by=actor_now())
    flash(gettext("The rule is retired. What it raised keeps its reason."), "good")
    return redirect(url_for("rulebook.index"), code=303)


def _conditions() -> list[dict[str, Any]]:
    return forms.conditions(request.form, {name: request.form.getlist(name) for name in forms.CHOICES})


def _sent() -> dict[str, Any]:
    return {**request.form, **{name: request.form.getlist(name) for name in forms.CHOICES}}


def _page(
    given: dict[str, Any], status: int, error: str = "", wrong: str = "", slug: str = "", base: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "moderation/rulebook/make.html",
        given=given,
        error=error,
        wrong=wrong,
        slug=slug,
        base=base,
        detectors=SCORES,
        kinds=KINDS,
        rows=forms.DETECTOR_ROWS,
    )
    return page, status
