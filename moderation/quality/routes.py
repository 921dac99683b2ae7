"""The gate's pages: every check with its figures, its settings, their rehearsal; and a word of an author."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import DomainError, Invalid
from community.kernel.furnish import site_settings
from community.kernel.languages import said
from community.kernel.meanwhile import ChangedMeanwhile, base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import before_each
from community.posts import queries as posts
from moderation.quality import figures, forms, in_force, services, setting
from moderation.quality.bounds import KINDS, ORDER, Setting
from moderation.quality.catalogue import CHECKS
from moderation.quality.check import Check
from moderation.quality.rehearsal import SHOWN, rehearse

bp = Blueprint("gate", __name__)
before_each(bp, in_force.forget)  # another process may have just set one


@bp.get("/gate")
@requires(Permission.SET_GATE)
def index() -> ResponseReturnValue:
    """Every check: what it does, how often it fired, and how often moderators agreed."""
    return render_template(
        "moderation/quality/index.html",
        checks=list(CHECKS),
        settings=in_force.settings(),
        figures=figures.figures(),
        changed=figures.changed(),
        preset=site_settings().preset,
        numbers=_numbers(),
    )


@bp.get("/gate/<slug>")
@requires(Permission.SET_GATE)
def show(slug: str) -> ResponseReturnValue:
    """One check with its settings."""
    return _page(setting.check_or_404(slug), in_force.settings()[slug], 200)


@bp.post("/gate/<slug>")
@requires(Permission.SET_GATE)
def save(slug: str) -> ResponseReturnValue:
    """Put settings into force."""
    check = setting.check_or_404(slug)
    try:
        with unit_of_work():
            check = setting.check_to_change(slug)
            if request.form.get("usual"):
                wanted = check.setting(site_settings().preset)
            else:
                wanted = setting.proposed(check, _given(check, request.form))
            changed = setting.put_into_force(check, wanted, by=actor_now(), base=request.form.get("base"))
    except (Invalid, ChangedMeanwhile) as error:
        return _page(check, in_force.settings()[slug], error.status, error)
    flash(
        gettext("From now on the check works like that.") if changed else gettext("Nothing is changed."),
        "good",
    )
    return redirect(url_for("gate.show", slug=slug), code=303)


@bp.get("/gate/<slug>/rehearsal")
@requires(Permission.SET_GATE)
def rehearsal(slug: str) -> ResponseReturnValue:
    """What other settings would have done to the posts of the last seven days; changes nothing."""
    check = setting.check_or_404(slug)
    current = in_force.settings()
    try:
        whole_form = "strongest" in request.args
        given = (
            _given(check, request.args) if whole_form else forms.in_part(check, current[slug], request.args)
        )
        wanted = setting.proposed(check, given)
    except Invalid as error:
        return _page(check, current[slug], error.status, error)
    return render_template(
        "moderation/quality/rehearsal.html",
        check=check,
        changes=setting.differences(current[slug], wanted),
        found=rehearse(current, {**current, slug: wanted}),
        shown=SHOWN,
        verdicts=ORDER,
        given=request.args,
    )


def _given(check: Check, sent: Mapping[str, str]) -> dict[str, object]:
    return forms.given(check, sent, request.values.getlist("kinds"))


def _page(check: Check, now: Setting, status: int, error: DomainError | None = None) -> ResponseReturnValue:
    page = render_template(
        "moderation/quality/show.html",
        check=check,
        setting=now,
        base=base_to_show(request.values.get("base"), setting.base_of_check(check.slug), refused=error),
        usual=check.setting(site_settings().preset),
        figures=figures.figures().get(check.slug, figures.Figures()),
        changed=figures.changed().get(check.slug),
        numbers=_numbers(),
        kinds=[kind for kind in KINDS if kind in check.kinds],
        verdicts=ORDER,
        given=request.values,
        error=said(error.message, error.params) if error else "",
        wrong=error.field if error else "",
    )
    return page, status


def _numbers() -> dict[str, int]:
    """The site's own numbers that sentences of the catalogue name."""
    return {"most": whole("newcomer_links"), "first": whole("newcomer_posts")}


@bp.post("/posts/<int:post_id>/author-word")
@requires(Permission.HAVE_ACCOUNT)
def say(post_id: int) -> ResponseReturnValue:
    """An author says why a post that waits is all right."""
    try:
        with unit_of_work():
            post = posts.visible_or_404(post_id, actor_now())
            services.say_to_moderators(post, request.form.get("words", ""), by=actor_now())
    except Invalid as error:
        page = render_template(
            "moderation/quality/say.html",
            post=posts.post_or_404(post_id),
            error=said(error.message, error.params),
            given=request.form.get("words", ""),
        )
        return page, error.status
    flash(gettext("Thank you. The moderators see your words beside the post."), "good")
    return redirect(url_for("reading.post", post_id=post_id), code=303)
