"""The inbox of the staff, one case, and what they do with it."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from moderation.canned import picking as canned
from moderation.casework import changes, presence
from moderation.desk import drafts, forms
from moderation.desk.filters import Filter, read
from moderation.desk.page import page_of
from moderation.escalation import noting, replying, working
from moderation.escalation import queries as cases
from moderation.escalation.models import Case
from moderation.escalation.privacy import PrivateFound
from moderation.escalation.rules import CaseState

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.get("/cases/<int:case_id>")
@requires(Permission.WORK_CASES)
def show(case_id: int) -> ResponseReturnValue:
    """One case with all that helps."""
    return _page(case_id, begun=presence.see(case_id, by=actor_now()))


def _page(
    case_id: int,
    refused: DomainError | None = None,
    given: Mapping[str, str] | None = None,
    begun: Case | None = None,
) -> ResponseReturnValue:
    case = begun or cases.opened_case(case_id)
    given = request.form if given is None else given
    page = render_template(
        "moderation/desk/show.html",
        error=said(refused.message, refused.params) if refused else "",
        field_wrong=(refused and refused.field) or "",
        private_found=refused if isinstance(refused, PrivateFound) else None,
        given=given,
        **page_of(case, _wanted(), actor_now(), request.args.get("since", ""), given.get("canned_q", "")),
    )
    return page, refused.status if refused else 200


def _wanted() -> Filter:
    """The list from which somebody came, as the address carries it along."""
    return read(request.args, cases.own_tier(actor_now()))


def act(
    case_id: int,
    deed: Callable[[], object],
    told: str = "",
    *,
    leave: bool = False,
    to: Callable[[], str] | None = None,
    name: str = "",
) -> ResponseReturnValue:
    """Do a deed on a case; a refusal shows the case again with the sentence and what was typed.

    A form that has a name, or is given one by `name`, does it once.
    Then back to the case, to the inbox with `leave`, or where `to` leads.
    """
    try:
        with unit_of_work():
            once.done_once(request.form, deed, by=actor_now(), name=name)
    except (Invalid, Conflict, NotAllowed) as error:
        return _page(case_id, error)
    if told:
        flash(told, "good")
    back = _wanted().address()
    target = url_for("desk.index", **back) if leave else url_for("desk.show", case_id=case_id, **back)
    return redirect(to() if to else target, code=303)


@bp.post("/cases/<int:case_id>/claim")
@requires(Permission.WORK_CASES)
def claim(case_id: int) -> ResponseReturnValue:
    """Take it."""
    return act(case_id, lambda: working.claim(case_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/assign")
@requires(Permission.WORK_CASES)
def assign(case_id: int) -> ResponseReturnValue:
    """Give it to somebody, or to nobody."""
    member_id = number_in(request.form.get("member", ""))
    return act(case_id, lambda: working.assign(case_id, member_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/notes")
@requires(Permission.WORK_CASES)
def note(case_id: int) -> ResponseReturnValue:
    """Write a note for staff."""
    return act(case_id, lambda: noting.note(case_id, request.form.get("note", ""), by=actor_now()))


@bp.post("/cases/<int:case_id>/replies")
@requires(Permission.WORK_CASES)
def reply(case_id: int) -> ResponseReturnValue:
    """Answer in the thread, or write to the asker alone; then perhaps wait or settle it."""
    if "insert" in request.form or "find" in request.form:
        return _page(case_id, given=canned.inserted(case_id, request.form, actor_now()))
    words = request.form.get("body", "")
    then = request.form.get("then") or request.form.get("after", "")
    kind = request.form.get("kind", "private" if request.form.get("alone") == "y" else "reply")
    privacy, mark = forms.privacy(request.form), request.form.get("mark", "")

    def deed() -> None:
        if kind == "reply":
            changes.ensure_seen(case_id, mark, by=actor_now())
            alone = changes.wrote_alone(mark)
            replying.reply(case_id, words, by=actor_now(), privacy=privacy, alone=alone)
        elif kind == "private":
            changes.ensure_seen(case_id, mark, by=actor_now())
            replying.write_privately(case_id, words, by=actor_now())
        else:  # whatever is not known stays among staff
            noting.note(case_id, words, by=actor_now())
        canned.count_use(canned.chosen(request.form))
        drafts.discard(case_id, by=actor_now())
        if then == "wait":
            working.wait(case_id, by=actor_now())
        elif then == "resolve":
            working.resolve(case_id, by=actor_now())

    told = gettext("Sent.") if kind in {"reply", "private"} else gettext("Kept.")
    # Whatever is written moves the mark, so the same words with the same mark are a form that came twice.
    return act(case_id, deed, told, name=f"case {case_id}" if mark else "")


@bp.post("/cases/<int:case_id>/state")
@requires(Permission.WORK_CASES)
def state(case_id: int) -> ResponseReturnValue:
    """Wait for the customer, put on hold, or go on."""
    wanted = request.form.get("state", "")
    if wanted == CaseState.OPEN:
        return act(case_id, lambda: working.resume(case_id, by=actor_now()))

    def deed() -> None:
        _ensure_seen(case_id)
        working.wait(case_id, by=actor_now(), on_hold=wanted == CaseState.ON_HOLD)

    return act(case_id, deed)


def _ensure_seen(case_id: int) -> None:
    """Nobody waits for a customer, settles a case or gives it back over words that they have not read."""
    changes.ensure_seen(case_id, request.form.get("mark", ""), by=actor_now())


@bp.post("/cases/<int:case_id>/return")
@requires(Permission.WORK_CASES)
def give_back(case_id: int) -> ResponseReturnValue:
    """Return the need to the community."""

    def deed() -> None:
        _ensure_seen(case_id)
        working.return_to_crowd(case_id, request.form.get("why", ""), by=actor_now())

    return act(case_id, deed, gettext("The community has it again."), leave=True)


@bp.post("/cases/<int:case_id>/resolve")
@requires(Permission.WORK_CASES)
def resolve(case_id: int) -> ResponseReturnValue:
    """It is settled."""

    def deed() -> None:
        _ensure_seen(case_id)
        working.resolve(case_id, request.form.get("words", ""), by=actor_now())

    return act(case_id, deed, gettext("Settled. Thank you."), leave=True)


@bp.post("/cases/<int:case_id>/reopen")
@requires(Permission.WORK_CASES)
def reopen(case_id: int) -> ResponseReturnValue:
    """Take it up again."""
    return act(case_id, lambda: working.reopen(case_id, by=actor_now()))
