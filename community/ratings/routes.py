"""Giving stars and taking them back."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.answers import queries as answers
from community.kernel.addresses import number_in
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.ratings import services

bp = Blueprint("ratings", __name__)


@bp.post("/answers/<int:answer_id>/rating")
@requires(Permission.RATE_ANSWER)
def rate(answer_id: int) -> ResponseReturnValue:
    """Give one to five stars."""
    stars = number_in(request.form.get("stars", "")) or 0
    with unit_of_work():
        posts.visible_or_404(answer_id, actor_now())
        services.rate(answers.answer_or_404(answer_id), stars, by=actor_now())
    flash(ngettext("You gave %(num)s star.", "You gave %(num)s stars.", stars), "good")
    return redirect(url_for("reading.post", post_id=answer_id), code=303)


@bp.post("/answers/<int:answer_id>/rating/withdraw")
@requires(Permission.RATE_ANSWER)
def withdraw(answer_id: int) -> ResponseReturnValue:
    """Take one's stars back."""
    with unit_of_work():
        posts.visible_or_404(answer_id, actor_now())
        services.withdraw(answers.answer_or_404(answer_id), by=actor_now())
    flash(gettext("Your stars are taken back."), "good")
    return redirect(url_for("reading.post", post_id=answer_id), code=303)
