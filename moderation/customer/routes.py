"""What a customer does from the box on the page of their question."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries as questions
from moderation.customer import services

bp = Blueprint("customer", __name__)


@bp.post("/questions/<int:question_id>/settled")
@requires(Permission.ASK)
def settled(question_id: int) -> ResponseReturnValue:
    """The asker says that our team has solved it."""
    posts.visible_or_404(question_id, actor_now())
    try:
        with unit_of_work():
            question = questions.question_or_404(question_id, for_update=True)
            services.say_solved(question, by=actor_now())
    except Conflict as error:
        flash(said(error.message, error.params), "info")
    else:
        flash(gettext("Good to hear. Thank you for telling us."), "good")
    return redirect(url_for("reading.post", post_id=question_id), code=303)
