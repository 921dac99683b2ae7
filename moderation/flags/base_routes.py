"""The bar that reports must reach: what it is, how it came about, and holding it in place."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel import clock, kept
from community.kernel.errors import Invalid
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from moderation.flags import base, rules

bp = Blueprint("flag_base", __name__, url_prefix="/review/flag-base")


@bp.get("")
@requires(Permission.SEE_HELD)
def show() -> ResponseReturnValue:
    """The base of today, and each change with before and after."""
    return _page()


def _page(error: str = "", status: int = 200) -> ResponseReturnValue:
    current = base.current()
    page = render_template(
        "moderation/flags/base.html",
        current=current,
        hides_at=current * rules.HIDE_SHARE,
        pinned=base.is_pinned(),
        history=base.history(),
        learnt_from=kept.shelf("flag-base").get("learnt-from", lambda: len(base.upheld_weights(clock.now()))),
        few=whole("flag_learn_from"),
        percentile=whole("flag_base_percentile"),
        error=error,
        given=request.form.get("value", ""),
    )
    return page, status


@bp.post("/pin")
@requires(Permission.ADMINISTER)
def pin() -> ResponseReturnValue:
    """Hold the base at a value."""
    try:
        with unit_of_work():
            base.pin(_number(request.form.get("value", "")), by=actor_now())
    except Invalid as refused:
        return _page(said(refused.message, refused.params), refused.status)
    flash(gettext("The base stays where you put it."), "good")
    return redirect(url_for("flag_base.show"), code=303)


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0  # which is out of range, and said so


@bp.post("/free")
@requires(Permission.ADMINISTER)
def free() -> ResponseReturnValue:
    """Let the site learn again."""
    with unit_of_work():
        base.free(by=actor_now())
    flash(gettext("The site learns again, from where the base stands."), "good")
    return redirect(url_for("flag_base.show"), code=303)
