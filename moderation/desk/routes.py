"""The inbox of the staff, one case, and what they do with it."""

from collections.abc import Callable

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.desk import drafts, queries, rules, services
from moderation.desk.filters import Filter, read
from moderation.desk.page import page_of
from moderation.escalation import queries as cases
from moderation.escalation import working
from moderation.escalation.rules import CaseState

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.get("/cases/<int:case_id>")
@requires(Permission.WORK_CASES)
def show(case_id: int) -> ResponseReturnValue:
    """One case with all that helps."""
    return _page(case_id, 200)


def _page(case_id: int, status: int, error: str = "", field: str = "") -> ResponseReturnValue:
    page = render_template(
        "moderation/desk/show.html",
        error=error,
        field_wrong=field,
        given=request.form,
        **page_of(case_id, _wanted(), actor_now(), request.args.get("since", "")),
    )
    return page, status


def _wanted() -> Filter:
    """The list from which somebody came, as the address carries it along."""
    return read(request.args, cases.own_tier(actor_now()))


def _act(
    case_id: int, deed: Callable[[], object], told: str = "", *, leave: bool = False
) -> ResponseReturnValue:
    """Do a deed on a case; a refusal shows the case again with the sentence and what was typed."""
    try:
        with unit_of_work():
            deed()
    except (Invalid, Conflict) as error:
        return _page(case_id, error.status, said(error.message, error.params), error.field or "")
    if told:
        flash(told, "good")
    back = _wanted().address()
    target = url_for("desk.index", **back) if leave else url_for("desk.show", case_id=case_id, **back)
    return redirect(target, code=303)


@bp.post("/cases/<int:case_id>/claim")
@requires(Permission.WORK_CASES)
def claim(case_id: int) -> ResponseReturnValue:
    """Take it."""
    return _act(case_id, lambda: working.claim(case_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/assign")
@requires(Permission.WORK_CASES)
def assign(case_id: int) -> ResponseReturnValue:
    """Give it to somebody, or to nobody."""
    given = request.form.get("member", "")
    member_id = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None  # noqa: PLR2004
    return _act(case_id, lambda: working.assign(case_id, member_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/notes")
@requires(Permission.WORK_CASES)
def note(case_id: int) -> ResponseReturnValue:
    """Write a note for staff."""
    words = request.form.get("note", "")

    def deed() -> None:
        working.note(case_id, words, by=actor_now())
        _sent(case_id, words)

    return _act(case_id, deed)


@bp.post("/cases/<int:case_id>/replies")
@requires(Permission.WORK_CASES)
def reply(case_id: int) -> ResponseReturnValue:
    """Answer in the thread, or write to the asker alone; then perhaps wait or settle it."""
    words, then = request.form.get("body", ""), request.form.get("then", "")
    kind = request.form.get("kind", "private" if request.form.get("alone") == "y" else "reply")

    def deed() -> None:
        _say(kind)(case_id, words, by=actor_now())
        drafts.discard(case_id, by=actor_now())
        if then == "wait":
            working.wait(case_id, by=actor_now())
        elif then == "resolve":
            working.resolve(case_id, by=actor_now())

    return _act(case_id, deed, gettext("Kept.") if kind == "note" else gettext("Sent."))


def _say(kind: str) -> Callable[..., object]:
    """What each kind of message does; whatever is not known stays among staff."""
    return {"reply": working.reply, "private": working.write_privately}.get(kind, working.note)


def _sent(case_id: int, words: str) -> None:
    """What was sent is no draft any more."""
    known = drafts.draft_of(case_id, actor_now())
    if known is not None and known.body.strip() == words.strip():
        drafts.discard(case_id, by=actor_now())


@bp.post("/cases/<int:case_id>/state")
@requires(Permission.WORK_CASES)
def state(case_id: int) -> ResponseReturnValue:
    """Wait for the customer, put on hold, or go on."""
    wanted = request.form.get("state", "")
    if wanted == CaseState.OPEN:
        return _act(case_id, lambda: working.resume(case_id, by=actor_now()))
    return _act(case_id, lambda: working.wait(case_id, by=actor_now(), on_hold=wanted == CaseState.ON_HOLD))


@bp.post("/cases/<int:case_id>/return")
@requires(Permission.WORK_CASES)
def give_back(case_id: int) -> ResponseReturnValue:
    """Return the need to the community."""
    words = request.form.get("why", "")
    return _act(
        case_id,
        lambda: working.return_to_crowd(case_id, words, by=actor_now()),
        gettext("The community has it again."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/pass")
@requires(Permission.WORK_CASES)
def pass_on(case_id: int) -> ResponseReturnValue:
    """Pass it on to the specialists."""
    told = working.HandOver(
        happens=request.form.get("happens", ""),
        tried=request.form.get("tried", ""),
        needed=request.form.get("needed", ""),
    )
    return _act(
        case_id,
        lambda: working.pass_on(case_id, told, by=actor_now()),
        gettext("The specialists have it now."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/resolve")
@requires(Permission.WORK_CASES)
def resolve(case_id: int) -> ResponseReturnValue:
    """It is settled."""
    return _act(
        case_id,
        lambda: working.resolve(case_id, request.form.get("words", ""), by=actor_now()),
        gettext("Settled. Thank you."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/reopen")
@requires(Permission.WORK_CASES)
def reopen(case_id: int) -> ResponseReturnValue:
    """Take it up again."""
    return _act(case_id, lambda: working.reopen(case_id, by=actor_now()))


@bp.get("/ready")
@requires(Permission.WORK_CASES)
def ready() -> ResponseReturnValue:
    """Canned responses for the editor, filled in for a case."""
    given = request.args.get("case", "")
    case = cases.case_or_404(int(given)) if given.isascii() and given.isdigit() and len(given) < 16 else None  # noqa: PLR2004
    found = queries.ready(request.args.get("q", ""), case, actor_now())
    return jsonify([{"title": each.title, "body": each.body} for each in found])


@bp.route("/canned", methods=["GET", "POST"])
@requires(Permission.WORK_CASES)
def canned() -> ResponseReturnValue:
    """Canned responses: all of them, and a form for one more."""
    error = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                services.keep(
                    request.form.get("title", ""),
                    request.form.get("body", ""),
                    request.form.get("lang", "en"),
                    by=actor_now(),
                )
        except Invalid as refused:
            error = said(refused.message, refused.params)
        else:
            flash(gettext("Kept."), "good")
            return redirect(url_for("desk.canned"), code=303)
    page = render_template(
        "moderation/desk/canned.html",
        responses=queries.canned(),
        placeholders=rules.PLACEHOLDERS,
        error=error,
        given=request.form,
    )
    return page, 422 if error else 200


@bp.post("/canned/<int:response_id>/remove")
@requires(Permission.WORK_CASES)
def remove_canned(response_id: int) -> ResponseReturnValue:
    """Keep it no longer."""
    with unit_of_work():
        services.drop(response_id, by=actor_now())
    return redirect(url_for("desk.canned"), code=303)
