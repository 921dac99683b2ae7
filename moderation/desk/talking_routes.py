"""Pages around what is said in a case: the solution told to the thread, a note mended or pinned."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, DomainError, Invalid
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from community.routing import letters
from moderation.desk import forms, talk
from moderation.escalation import noting, queries, replying
from moderation.escalation.privacy import PrivateFound

bp = Blueprint("talking", __name__, url_prefix="/desk/cases/<int:case_id>")


@bp.route("/summary", methods=["GET", "POST"])
@requires(Permission.WORK_CASES)
def summary(case_id: int) -> ResponseReturnValue:
    """Tell the thread how it was solved, without private data."""
    case = queries.shown_case(case_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            with unit_of_work():
                once.done_once(
                    request.form,
                    lambda: replying.publish_summary(
                        case_id,
                        request.form.get("body", ""),
                        by=actor_now(),
                        privacy=forms.privacy(request.form),
                    ),
                    by=actor_now(),
                )
        except (Invalid, Conflict) as error:
            refused, case = error, queries.shown_case(case_id)
        else:
            flash(gettext("The thread knows it now."), "good")
            return _back(case_id)
    page = render_template(
        "moderation/desk/summary.html",
        case=case,
        body=request.form.get("body", "") if request.method == "POST" else talk.summary(case),
        error=said(refused.message, refused.params) if refused else "",
        private_found=refused if isinstance(refused, PrivateFound) else None,
        given=request.form,
    )
    return page, refused.status if refused else 200


@bp.route("/notes/<int:note_id>", methods=["GET", "POST"])
@requires(Permission.WORK_CASES)
def note(case_id: int, note_id: int) -> ResponseReturnValue:
    """A note with what it said before, and the form that mends it."""
    written = queries.note_or_404(case_id, note_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            with unit_of_work():
                noting.edit(note_id, request.form.get("note", ""), by=actor_now())
        except DomainError as error:
            refused, written = error, queries.note_or_404(case_id, note_id)
        else:
            return _back(case_id)
    page = render_template(
        "moderation/desk/note.html",
        case=queries.shown_case(case_id),
        note=written,
        may_edit=noting.may_edit(written, actor_now()),
        error=said(refused.message, refused.params) if refused else "",
        given=request.form,
    )
    return page, refused.status if refused else 200


@bp.post("/notes/<int:note_id>/pin")
@requires(Permission.WORK_CASES)
def pin(case_id: int, note_id: int) -> ResponseReturnValue:
    """Put a note above the thread, or take it down."""
    queries.note_or_404(case_id, note_id)
    with unit_of_work():
        noting.pin(note_id, pinned=request.form.get("pinned") == "y", by=actor_now())
    return _back(case_id)


@bp.post("/letters/read")
@requires(Permission.WORK_CASES)
def read(case_id: int) -> ResponseReturnValue:
    """Staff have read what the customer wrote in private."""
    case = queries.case_or_404(case_id)
    with unit_of_work():
        letters.seen_by_staff(case.need_id, by=actor_now())
    return _back(case_id)


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("desk.show", case_id=case_id), code=303)
