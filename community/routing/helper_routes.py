"""What helpers and visitors say: not for me, how often to ask, taking a question on as a rep, that solved it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.session import signed_in_member
from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts
from community.posts import queries as posts
from community.posts.models import PostKind
from community.questions import queries as questions
from community.routing import inviting, reps, self_help
from community.routing.rings import Helping

bp = Blueprint("helpers", __name__)


@bp.post("/questions/<int:question_id>/not-for-me")
@requires(Permission.HAVE_ACCOUNT)
def decline(question_id: int) -> ResponseReturnValue:
    """A helper who was asked leaves this one to others."""
    with unit_of_work():
        inviting.decline(question_id, by=actor_now())
    flash(gettext("All right. Others are asked instead, and it costs you nothing."), "good")
    return _back(question_id)


@bp.post("/questions/<int:question_id>/rep")
@requires(Permission.ANSWER)
def rep(question_id: int) -> ResponseReturnValue:
    """A customer rep takes a question on, or gives it back."""
    try:
        with unit_of_work():
            posts.visible_or_404(question_id, actor_now())
            question = questions.question_or_404(question_id, for_update=True)
            if request.form.get("deed") == "leave":
                reps.leave(question, by=actor_now())
            else:
                reps.take(question, by=actor_now())
    except Conflict as error:
        flash(said(error.message, error.params), "info")
    return _back(question_id)


@bp.post("/questions/<int:question_id>/helped")
@public
def helped(question_id: int) -> ResponseReturnValue:
    """A suggestion solved it, so nothing needs to be asked: counted as self-service, and the draft goes."""
    with unit_of_work():
        posts.visible_or_404(question_id, actor_now())
        self_help.count(questions.question_or_404(question_id), by=actor_now())
        if actor_now().signed_in:
            drafts.discard(PostKind.QUESTION, 0, by=actor_now())
    flash(gettext("Good to hear. That is noted as solved by what was there already."), "good")
    return _back(question_id)


@bp.route("/settings/helping", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def settings() -> ResponseReturnValue:
    """How often, and when, a member wants to be asked for help."""
    member = signed_in_member()
    error, wrong = "", ""
    if request.method == "POST":
        given = request.form.get("a_day", "").strip()
        try:
            with unit_of_work():
                inviting.choose(
                    signed_in_member(),
                    a_day=_number(given),
                    quiet_from=request.form.get("quiet_from", ""),
                    quiet_to=request.form.get("quiet_to", ""),
                )
        except Invalid as refused:
            error, wrong = said(refused.message, refused.params), refused.field or ""
        else:
            flash(gettext("Saved."), "good")
            return redirect(url_for("helpers.settings"), code=303)
    page = render_template(
        "community/routing/helping.html",
        member=member,
        helping=Helping.of(member.settings),
        usual=whole("invitations_a_day"),
        given=request.form,
        error=error,
        wrong=wrong,
    )
    return page, 422 if error else 200


def _number(given: str) -> int | None:
    if not given:
        return None
    number = number_in(given)
    return -1 if number is None else number


def _back(question_id: int) -> ResponseReturnValue:
    return redirect(url_for("reading.post", post_id=question_id), code=303)
