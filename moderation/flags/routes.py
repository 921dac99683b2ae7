"""Reporting a post."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from moderation.flags import services
from moderation.flags.catalogue import REASONS

bp = Blueprint("flags", __name__)


@bp.route("/posts/<int:post_id>/flag", methods=["GET", "POST"])
@requires(Permission.FLAG)
def flag(post_id: int) -> ResponseReturnValue:
    """Say what is wrong with a post."""
    post = posts.visible_or_404(post_id, actor_now())
    error = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                services.flag(
                    posts.post_or_404(post_id),
                    request.form.get("reason", ""),
                    request.form.get("note", ""),
                    by=actor_now(),
                )
        except (Invalid, Conflict) as refused:
            error = said(refused.message, refused.params)
        else:
            flash(gettext("Thank you. A moderator looks at it soon."), "good")
            return redirect(url_for("reading.post", post_id=post.thread_id), code=303)
    page = render_template(
        "moderation/flags/flag.html", post=post, reasons=list(REASONS), error=error, given=request.form
    )
    return page, 422 if error else 200
