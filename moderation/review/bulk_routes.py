"""Many items at once: a preview, the deed, and what came of it."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from community.kernel.addresses import number_in
from community.kernel.errors import Invalid
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from moderation.review import bulk, filters
from moderation.review.catalogue import REASONS
from moderation.review.entitled import binds
from moderation.review.forms import numbers_of, opinion_of

bp = Blueprint("review_bulk", __name__, url_prefix="/review")


@bp.post("/bulk")
@requires(Permission.DECIDE_REVIEW)
def preview() -> ResponseReturnValue:
    """What would happen to which; nothing has happened yet."""
    wanted = filters.carried(request.form.get("back", ""))
    chosen = numbers_of(",".join(request.form.getlist("item")), bulk.MOST + 1)
    try:
        lines = bulk.preview(chosen, opinion_of(request.form), by=actor_now())
    except Invalid as error:
        flash(said(error.message, error.params), "warn")
        kept = url_for("review.index", page=_number(), item=chosen[: bulk.MOST], **wanted.address())
        return redirect(kept, code=303)
    return _page(lines, done=False)


@bp.post("/bulk/decision")
@requires(Permission.DECIDE_REVIEW)
def decide() -> ResponseReturnValue:
    """Decide each of them, in a transaction of its own."""
    lines = bulk.decide(_seen(), opinion_of(request.form), by=actor_now())
    return _page(lines, done=True)


@bp.post("/undo")
@requires(Permission.DECIDE_REVIEW)
def undo() -> ResponseReturnValue:
    """Take back what one decided a moment ago, all of it."""
    undone, stay = bulk.undo_all(numbers_of(request.form.get("items", ""), bulk.MOST), by=actor_now())
    if undone:
        flash(ngettext("%(num)s decision was undone.", "%(num)s decisions were undone.", undone), "good")
    if stay:
        why = " ".join(dict.fromkeys(said(each.message, each.params) for each in stay))
        flash(
            ngettext(
                "%(num)s decision stays: %(why)s", "%(num)s decisions stay: %(why)s", len(stay), why=why
            ),
            "warn",
        )
    wanted, number = filters.carried(request.form.get("back", "")), _number()
    listed = wanted.address() if number == 1 else {**wanted.address(), "page": number}
    return redirect(url_for("review.index", **listed), code=303)


def _number() -> int:
    """The page of the queue from which one comes, and to which one goes back."""
    return page_number(request.form.get("page"))


def _seen() -> list[tuple[int, str]]:
    """The chosen ids, each with the state that the preview showed: 7=spam.held.1."""
    parts = (each.partition("=") for each in request.form.getlist("item")[: bulk.MOST + 1])
    return [(number, state) for given, _, state in parts if (number := number_in(given)) is not None]


def _page(lines: list[bulk.Line], *, done: bool) -> ResponseReturnValue:
    wanted, opinion = filters.carried(request.form.get("back", "")), opinion_of(request.form)
    return render_template(
        "moderation/review/bulk.html",
        lines=[line for line in lines if line.skip is None],
        skipped=[line for line in lines if line.skip is not None],
        opinion=opinion,
        reason=REASONS[opinion.reason] if opinion.reason and opinion.reason in REASONS else None,
        done=done,
        binding=binds(actor_now()),
        wanted=wanted,
        number=_number(),
        back=urlencode(wanted.address()),
        undoable=[line.item for line in lines if done and line.skip is None and line.item and line.item.undo],
    )
