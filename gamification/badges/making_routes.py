"""Making badges of this site: the form, the rehearsal, and what an admin decides then."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.proof import reconfirmed
from community.kernel import clock
from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.meanwhile import base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import making, rehearsals
from gamification.badges.glyphs.free import WORDS
from gamification.badges.making_forms import BadgeForm, filled_from
from gamification.badges.models import CustomBadge
from gamification.badges.rehearsals import proposed

bp = Blueprint("badge_making", __name__)


@bp.route("/badges/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_BADGES)
def new() -> ResponseReturnValue:
    """A new badge, as a draft; its rehearsal comes next."""
    form = BadgeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = making.make(form.given(), by=actor_now())
            return redirect(url_for("badge_making.rehearsal", slug=made.slug), code=303)
        except (Invalid, Conflict) as error:
            form.take(error)
    return _form(form, None)


@bp.route("/badges/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_BADGES)
def edit(slug: str) -> ResponseReturnValue:
    """Change a badge; one that is live keeps its rule until the change goes live too."""
    badge = making.custom_or_404(slug)
    form = BadgeForm(data={**filled_from(proposed(badge)), "base": making.base_of_badge(badge)})
    del form.slug
    if form.validate_on_submit():
        try:
            with unit_of_work():
                badge = making.custom_or_404(slug)
                making.change(badge, form.given(), by=actor_now(), base=form.base.data)
            return redirect(url_for("badge_making.rehearsal", slug=slug), code=303)
        except (Invalid, Conflict) as error:
            form.take(error)
            form.base.data = base_to_show(form.base.data, making.base_of_badge(badge), refused=error)
    return _form(form, badge)


def _form(form: BadgeForm, badge: CustomBadge | None) -> ResponseReturnValue:
    refused = bool(form.errors or form.form_errors)
    page = render_template("gamification/badges/edit.html", form=form, badge=badge, signs=WORDS)
    return page, 422 if refused else 200


@bp.get("/badges/<slug>/rehearsal")
@requires(Permission.MANAGE_BADGES)
def rehearsal(slug: str) -> ResponseReturnValue:
    """Who would get the badge if it went live now."""
    badge = making.custom_or_404(slug)
    return render_template(
        "gamification/badges/rehearsal.html", made=badge, rehearsal=rehearsals.of_custom(badge)
    )


@bp.post("/badges/<slug>/live")
@requires(Permission.MANAGE_BADGES)
def live(slug: str) -> ResponseReturnValue:
    """Let it go live, as it was rehearsed."""
    try:
        rehearsed = clock.parse(request.form.get("rehearsed", ""))
    except (ValueError, OverflowError):
        rehearsed = None
    return _decided(
        slug,
        lambda badge: making.go_live(badge, by=actor_now(), rehearsed=rehearsed),
        gettext("The badge is live. Who has earned it already has it now, without fuss."),
    )


@bp.post("/badges/<slug>/retire")
@requires(Permission.MANAGE_BADGES)
@reconfirmed
def retire(slug: str) -> ResponseReturnValue:
    """Give it to nobody any more."""
    return _decided(
        slug,
        lambda badge: making.retire(badge, by=actor_now()),
        gettext("The badge is retired. Who has it keeps it."),
    )


@bp.post("/badges/<slug>/discard")
@requires(Permission.MANAGE_BADGES)
def discard(slug: str) -> ResponseReturnValue:
    """Throw away a draft, or what was changed and is not live."""
    _decided(
        slug,
        lambda badge: making.discard(badge, by=actor_now()),
        gettext("What was not live is thrown away."),
    )
    return redirect(url_for("badges.index"), code=303)


def _decided(slug: str, deed: Callable[[CustomBadge], None], words: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            deed(making.custom_or_404(slug))
    except Conflict as error:
        flash(said(error.message, error.params), "warn")
        return redirect(url_for("badge_making.rehearsal", slug=slug), code=303)
    flash(words, "good")
    return redirect(url_for("badges.show", slug=slug), code=303)
