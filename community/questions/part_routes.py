"""Having the problem too, following, answering now: one press each; and changing nothing but the tags."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.kernel.errors import Invalid, NotFound
from community.kernel.policy import Actor, Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries, services, taking_part
from community.questions.models import Question
from community.questions.routes import bp
from community.tags import rules as tag_rules

__all__ = ["bp"]


def _press(question_id: int, deed: Callable[..., object]) -> ResponseReturnValue:
    """Do one thing to a question that the member can see, and go back to it."""
    actor: Actor = actor_now()
    with unit_of_work():
        posts.visible_or_404(question_id, actor)
        question: Question = queries.question_or_404(question_id)
        deed(question, by=actor)
    return redirect(url_for("reading.post", post_id=question_id), code=303)


@bp.post("/questions/<int:question_id>/same-problem")
@requires(Permission.ASK)
def same_problem(question_id: int) -> ResponseReturnValue:
    """I have this too."""
    return _press(question_id, taking_part.mark_same_problem)


@bp.post("/questions/<int:question_id>/same-problem/withdraw")
@requires(Permission.HAVE_ACCOUNT)
def not_same_problem(question_id: int) -> ResponseReturnValue:
    """I do not have this after all."""
    return _press(question_id, taking_part.unmark_same_problem)


@bp.post("/questions/<int:question_id>/follow")
@requires(Permission.FOLLOW)
def follow(question_id: int) -> ResponseReturnValue:
    """Hear of answers."""
    return _press(question_id, taking_part.follow)


@bp.post("/questions/<int:question_id>/unfollow")
@requires(Permission.HAVE_ACCOUNT)
def unfollow(question_id: int) -> ResponseReturnValue:
    """Hear no more."""
    return _press(question_id, taking_part.unfollow)


@bp.post("/questions/<int:question_id>/lease")
@requires(Permission.ANSWER)
def take(question_id: int) -> ResponseReturnValue:
    """I am answering now."""
    return _press(question_id, taking_part.take)


@bp.post("/questions/<int:question_id>/lease/end")
@requires(Permission.ANSWER)
def let_go(question_id: int) -> ResponseReturnValue:
    """I am not answering now."""
    return _press(question_id, taking_part.let_go)


@bp.route("/questions/<int:question_id>/tags", methods=["GET", "POST"])
@requires(Permission.RETAG)
def change_tags(question_id: int) -> ResponseReturnValue:
    """Change the tags of a question, and nothing else."""
    question = _visible(question_id)
    if request.method == "GET":
        return _tag_form(question, " ".join(services.tag_names(question_id)), None)
    given = request.form.get("tags", "")
    try:
        with unit_of_work():
            services.retag(_visible(question_id), tag_rules.split(given), by=actor_now())
    except Invalid as refused:
        return _tag_form(_visible(question_id), given, refused)
    return redirect(url_for("reading.post", post_id=question_id), code=303)


def _visible(question_id: int) -> Question:
    question = queries.question_or_404(question_id)
    if not question.listed:
        raise NotFound
    return question


def _tag_form(question: Question, given: str, refused: Invalid | None) -> ResponseReturnValue:
    page = render_template(
        "community/questions/change_tags.html", question=question, given=given, refused=refused
    )
    return page, 422 if refused else 200
