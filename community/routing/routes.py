"""The asker's side of the ladder: not solved yet, asking for staff, and talking to them in private."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, DomainError, Invalid, NotFound, TooMany
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries as questions
from community.questions.models import Question
from community.routing import asking, letters, queries

bp = Blueprint("routing", __name__)


@bp.post("/questions/<int:question_id>/still-not-solved")
@requires(Permission.ASK)
def still_not_solved(question_id: int) -> ResponseReturnValue:
    """The answers did not help."""
    try:
        with unit_of_work():
            posts.visible_or_404(question_id, actor_now())
            question = questions.question_or_404(question_id, for_update=True)
            said_before = request.form.get("said_before", type=int)
            moved = asking.say_unsolved(question, by=actor_now(), said_before=said_before)
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
    question = questions.question_or_404(question_id)
    if request.method == "GET":
        try:
            asking.ensure_open_to(question, actor_now())
        except Conflict as refused:  # before somebody writes a reason, not after
            flash(said(refused.message, refused.params), "info")
            return _back(question_id)
    page = render_template(
        "community/routing/ask_staff.html", question=question, error=error, given=request.form
    )
    return page, 422 if error else 200


@bp.route("/questions/<int:question_id>/private", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def private(question_id: int) -> ResponseReturnValue:
    """What staff and the asker write to each other alone; for everyone else there is no such page."""
    question = questions.question_or_404(question_id)
    asks = letters.is_asker(question, actor_now())
    if not asks and not may(actor_now(), Permission.WORK_CASES):
        raise NotFound
    posts.visible_or_404(question_id, actor_now())
    if request.method == "GET":
        return _conversation(question, asks=asks)
    try:
        with unit_of_work():
            question = questions.question_or_404(question_id, for_update=True)
            letters.write_to_team(
                question, request.form.get("body", ""), by=actor_now(), key=request.form.get("key", "")
            )
    except (Invalid, Conflict, TooMany) as refused:
        return _conversation(question, asks=asks, refused=refused)
    flash(gettext("Sent. Only our team reads it."), "good")
    return redirect(url_for("routing.private", question_id=question_id) + "#latest", code=303)


def _conversation(
    question: Question, *, asks: bool, refused: DomainError | None = None
) -> ResponseReturnValue:
    need = queries.need_of(question.id)
    page = render_template(
        "community/routing/private.html",
        question=question,
        letters=queries.letters_of(need.id) if need else [],
        asks=asks,
        error=said(refused.message, refused.params) if refused else "",
        given=request.form.get("body", ""),
        key=request.form.get("key") or secrets.token_urlsafe(12),
    )
    if need is not None and asks and queries.unread_letters(need.id, from_asker=False):
        with unit_of_work():
            letters.seen_by_asker(need.id)
    return page, refused.status if refused else 200


def _back(question_id: int) -> ResponseReturnValue:
    return redirect(url_for("reading.post", post_id=question_id), code=303)
