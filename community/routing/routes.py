"""The asker's side of the ladder: not solved yet, and asking for staff."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries as questions
from community.routing import asking

bp = Blueprint("routing", __name__)


@bp.post("/questions/<int:question_id>/still-not-solved")
@requires(Permission.ASK)
def still_not_solved(question_id: int) -> ResponseReturnValue:
    """The answers did not help."""
    try:
        with unit_of_work():
            posts.visible_or_404(question_id, actor_now())
            question = questions.question_or_404(question_id, for_update=True)
            moved = asking.say_unsolved(question, by=actor_now())
    except Conflict as error:
        flash(said(error.message, error.params), "info")
        return _back(question_id)
    if moved is not None and moved.to_stage == "tier-1":
        flash(gettext("Our team looks at it now. You will hear from them here."), "good")
    else:
        flash(gettext("Noted. The community sees that it is not solved; say more below if you can."), "info")
    return _back(question_id)


@bp.route("/questions/<int:question_id>/ask-staff", methods=["GET", "POST"])
@requires(Permission.ASK)
def ask_staff(question_id: int) -> ResponseReturnValue:
    """Ask for staff, with a reason."""
    posts.visible_or_404(question_id, actor_now())
    error = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                question = questions.question_or_404(question_id, for_update=True)
                moved = asking.ask_for_staff(question, request.form.get("reason", ""), by=actor_now())
        except (Invalid, Conflict) as refused:
            error = said(refused.message, refused.params)
        else:
            told = gettext("Our team looks at it now. You will hear from them here.")
            flash(
                told if moved else gettext("Our team has it already. You will hear from them here."), "good"
            )
            return _back(question_id)
    page = render_template(
        "community/routing/ask_staff.html",
        question=questions.question_or_404(question_id),
        error=error,
        given=request.form,
    )
    return page, 422 if error else 200


def _back(question_id: int) -> ResponseReturnValue:
    return redirect(url_for("reading.post", post_id=question_id), code=303)
