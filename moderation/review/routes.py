"""The queue, and one item to decide."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel import diff
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import EditSuggestion
from moderation.audit.queries import acts_on
from moderation.review import claiming, queries, services
from moderation.review.catalogue import REASONS
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision, ItemState
from moderation.review.watch import watch

LONGEST_ID = 16
bp = Blueprint("review", __name__, url_prefix="/review")


@bp.get("")
@requires(Permission.REVIEW)
def index() -> ResponseReturnValue:
    """Everything that waits, the most urgent first."""
    kind = request.args.get("kind", "")
    page = queries.queue(kind, page_number(request.args.get("page")))
    return render_template("moderation/review/index.html", page=page, kind=kind, counts=queries.open_counts())


@bp.post("/next")
@requires(Permission.REVIEW)
def take_next() -> ResponseReturnValue:
    """Take the most urgent free item."""
    for _attempt in range(5):  # another reviewer may be faster
        with unit_of_work():
            item = queries.next_for(actor_now().id, _skipped())
            if item is None:
                break
            item = watch().instead_of(item, actor_now(), _skipped())
            try:
                claiming.claim(item.id, by=actor_now())
            except Conflict:
                continue
            return redirect(
                url_for("review.show", item_id=item.id, skip=request.form.get("skip") or None), code=303
            )
    flash(gettext("Nothing waits for you. Thank you."), "good")
    return redirect(url_for("review.index"), code=303)


def _skipped() -> list[int]:
    given = request.form.get("skip", "") or request.args.get("skip", "")
    return [
        int(part)
        for part in given.split(",")[:50]
        if part.isascii() and part.isdigit() and len(part) < LONGEST_ID
    ]


@bp.get("/<int:item_id>")
@requires(Permission.REVIEW)
def show(item_id: int) -> ResponseReturnValue:
    """One item, with all that helps to decide."""
    return _page(claiming.item_or_404(item_id), 200)


def _page(item: ReviewItem, status: int, error: str = "") -> ResponseReturnValue:
    if item.post_id is None:
        return redirect(f"/appeals/{item.appeal_id}", code=303)
    watch().ensure_theirs(item, actor_now())
    shown = watch().shown(item)
    post = shown.post
    suggestion = db.session.get(EditSuggestion, item.suggestion_id) if item.suggestion_id else None
    skipped = ",".join(str(each) for each in [*_skipped(), item.id])
    page = render_template(
        "moderation/review/show.html",
        item=shown.item,
        post=post,
        suggestion=suggestion,
        changed=diff.difference(post.body_markdown, suggestion.body_markdown) if suggestion else [],
        history=queries.history_of(
            post.author_id,
            status=shown.real_status or post.status,
            shown_as=post.status,
        ),
        decisions=queries.opinions_for(item.id, actor_now()),
        acts=acts_on(f"post:{post.id}") if shown.is_real else [],
        flags=watch().flags_beside(shown, actor_now()),
        spot_check=watch().result_of(item),
        reasons=list(REASONS),
        error=error,
        given=request.form,
        mine=item.claimed_by_id == actor_now().member_id,
        skipped=skipped,
    )
    return page, status


@bp.post("/<int:item_id>/claim")
@requires(Permission.REVIEW)
def claim(item_id: int) -> ResponseReturnValue:
    """Take this item, or renew."""
    with unit_of_work():
        claiming.claim(item_id, by=actor_now())
    return redirect(url_for("review.show", item_id=item_id), code=303)


@bp.post("/<int:item_id>/release")
@requires(Permission.REVIEW)
def release(item_id: int) -> ResponseReturnValue:
    """Give it back."""
    with unit_of_work():
        claiming.release(item_id, by=actor_now())
    return redirect(url_for("review.index"), code=303)


@bp.post("/<int:item_id>/decision")
@requires(Permission.DECIDE_REVIEW)
def decide(item_id: int) -> ResponseReturnValue:
    """Decide, and go on to the next one."""
    given = request.form.get("decision", "")
    try:
        if given not in set(Decision):
            raise NotFound
        opinion = services.Opinion(
            Decision(given), request.form.get("reason") or None, request.form.get("words", "")
        )
        with unit_of_work():
            item = services.decide(item_id, opinion, by=actor_now())
    except (Invalid, Conflict) as error:
        return _page(claiming.item_or_404(item_id), error.status, said(error.message, error.params))
    if item.state == ItemState.SPOT_CHECKED:
        return redirect(url_for("review.show", item_id=item_id), code=303)  # which tells the result
    return take_next()
