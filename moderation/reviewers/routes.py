"""The record of a reviewer, one's own or, for moderators, anybody's; and who reviews at all."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.models import Member
from community.accounts.queries import get_or_404
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.reviewers import queries, records, services

bp = Blueprint("reviewers", __name__, url_prefix="/review")


@bp.get("/record")
@requires(Permission.REVIEW)
def own() -> ResponseReturnValue:
    """How right one's own decisions were."""
    return _page(db.session.get_one(Member, actor_now().id))


@bp.get("/reviewers")
@requires(Permission.SEE_HELD)
def index() -> ResponseReturnValue:
    """For moderators: everybody who reviews."""
    return render_template(
        "moderation/reviewers/index.html",
        page=records.overview(page_number(request.args.get("page"))),
        pauses={each.member_id: each for each in queries.running_pauses()},
    )


@bp.get("/reviewers/<name>")
@requires(Permission.SEE_HELD)
def show(name: str) -> ResponseReturnValue:
    """For moderators: the record of one reviewer."""
    return _page(get_or_404(name))


def _page(who: Member, error: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "moderation/reviewers/show.html",
        who=who,
        own=who.id == actor_now().member_id,
        record=records.record_of(who.id),
        pause=queries.pause_now(who.id),
        pauses=queries.pauses_of(who.id),
        error=error,
        words=request.form.get("words", ""),
    )
    return page, status


@bp.post("/pauses/<int:pause_id>/end")
@requires(Permission.SUSPEND)
def end_pause(pause_id: int) -> ResponseReturnValue:
    """Let somebody review again before the pause is over."""
    who = queries.paused_member(pause_id)
    try:
        with unit_of_work():
            services.end_pause(pause_id, request.form.get("words", ""), by=actor_now())
    except (Invalid, Conflict) as refused:
        return _page(queries.paused_member(pause_id), said(refused.message, refused.params), refused.status)
    flash(gettext("%(name)s can review again.", name=who.display_name), "good")
    return redirect(url_for("reviewers.show", name=who.name), code=303)
