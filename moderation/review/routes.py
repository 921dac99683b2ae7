"""The queue, and one item to decide."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel import clock
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.findings import pairs
from community.kernel.languages import LANGUAGES, said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.thresholds import threshold, whole
from community.kernel.unit_of_work import unit_of_work
from community.posts.services import Refused
from moderation.review import (
    choosing,
    claiming,
    context,
    filters,
    listing,
    own,
    queries,
    rules,
    services,
    undoing,
)
from moderation.review.catalogue import REASONS
from moderation.review.entitled import binds, reads
from moderation.review.forms import numbers_of, opinion_of
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemState
from moderation.review.watch import watch

MOST_SKIPPED = 50
ATTEMPTS = 25  # so many other reviewers may be faster at the same moment
NEAR = 12
DECIDED = "reviewed_at"  # in the session: when this reviewer last decided
bp = Blueprint("review", __name__, url_prefix="/review")


def filter_now() -> filters.Filter:
    """The filter in the address, or the one that a form carries along."""
    if request.method == "POST":
        return filters.carried(request.form.get("back", ""))
    return filters.read(request.args)


@bp.get("")
@requires(Permission.REVIEW)
def index() -> ResponseReturnValue:
    """Everything that waits, the most urgent first."""
    wanted, reader = filter_now(), actor_now()
    found = own.listed(wanted, page_number(request.args.get("page")), reader)
    if not wanted.address() and not listing.openable(reader):
        g.open_reviews = found.total  # the navigation counts the same, for whoever can open all of it
    return render_template(
        "moderation/review/index.html",
        listing=found,
        wanted=wanted,
        back=urlencode(wanted.address()),
        chosen=request.args.getlist("item"),
        most=listing.MOST,
        languages=list(LANGUAGES.items()),
        reasons=list(REASONS),
        undoable=_undoable(),
        claimed_for=timedelta(minutes=threshold("claim_minutes")),
        undo_seconds=whole("undo_seconds"),
    )


def _undoable() -> list[ReviewItem]:
    """The last decision, while it can be undone; nobody is asked where nothing was decided lately."""
    lately = clock.now().timestamp() - session.get(DECIDED, 0.0) <= threshold("undo_seconds")
    return queries.undoable(actor_now().id, 1) if lately else []


@bp.post("/next")
@requires(Permission.REVIEW)
def take_next() -> ResponseReturnValue:
    """Take the most urgent free item."""
    wanted = filter_now()
    skipped = numbers_of(request.form.get("skip", ""), MOST_SKIPPED)
    try:
        watch().ensure_may_review(actor_now())
    except NotAllowed as refused:  # whoever pauses reads why, instead of being told that nothing waits
        flash(said(refused.message, refused.params), "warn")
        return redirect(url_for("review.index", **wanted.address()), code=303)
    for _attempt in range(ATTEMPTS):
        with unit_of_work():
            item = choosing.next_for(actor_now().id, skipped, wanted)
            if item is None:
                break
            item = watch().instead_of(item, actor_now(), skipped)
            try:
                claiming.claim(item.id, by=actor_now())
            except (Conflict, NotAllowed):
                continue
            skip = ",".join(map(str, skipped)) or None
            return redirect(url_for("review.show", item_id=item.id, skip=skip, **wanted.address()), code=303)
    narrowed = wanted.address(order=filters.Order.URGENT)
    flash(
        gettext("Nothing under this filter waits for you.")
        if narrowed
        else gettext("Nothing waits for you. Thank you."),
        "info" if narrowed else "good",
    )
    return redirect(url_for("review.index", **wanted.address()), code=303)


@bp.get("/<int:item_id>")
@requires(Permission.REVIEW)
def show(item_id: int) -> ResponseReturnValue:
    """One item, with all that helps to decide."""
    return item_page(queries.shown_item(item_id), 200)


def item_page(item: ReviewItem, status: int, error: Invalid | Conflict | None = None) -> ResponseReturnValue:
    """The page of one item; after an error with everything that was typed."""
    if item.post_id is None:
        return redirect(f"/appeals/{item.appeal_id}", code=303)
    watch().ensure_theirs(item, actor_now())
    if not reads(item, actor_now()):
        if error is None:
            raise NotFound
        flash(said(error.message, error.params), "warn")
        return redirect(url_for("review.index", **filter_now().address()), code=303)
    shown = watch().shown(item if error is None else queries.shown_item(item.id))  # as it stands now
    item, post = shown.item, shown.post
    wanted, reader = filter_now(), actor_now()
    claimed = not rules.is_free(item.claimed_until, clock.now())
    mine = claimed and item.claimed_by_id == reader.member_id
    skipped = [*numbers_of(request.values.get("skip", ""), MOST_SKIPPED), item.id]
    beside = context.beside(shown, by=reader)
    page = render_template(
        "moderation/review/show.html",
        item=shown.item,
        post=post,
        beside=beside,
        tags=beside.tags,
        near=own.listed(wanted, 1, reader, per_page=NEAR, keep=item.id).page.items,
        wanted=wanted,
        back=urlencode(wanted.address()),
        skipped=",".join(map(str, skipped)),
        seen=services.seen_of(item, post) if shown.is_real else "",
        spot_check=watch().result_of(item) if not shown.is_real else None,
        reasons=list(REASONS),
        reason_titles={each.slug: each.title for each in REASONS},
        mine=mine,
        own=post.author_id is not None and post.author_id == reader.member_id,
        held_by_other=claimed and not mine,
        deciding=mine or error is not None,
        again=error is not None and not mine,
        binding=binds(reader),
        claim_minutes=int(threshold("claim_minutes")),
        error=said(error.message, error.params) if error else "",
        wrong=(error.field if error else "") or "",
        refused=pairs(error.judgement.findings) if isinstance(error, Refused) else [],
        given=request.form,
        undoable=_undoable(),
    )
    return page, status


@bp.post("/<int:item_id>/claim")
@requires(Permission.REVIEW)
def claim(item_id: int) -> ResponseReturnValue:
    """Take this item, or renew; a page that renews by itself is told until when."""
    with unit_of_work():
        item = claiming.claim(item_id, by=actor_now())
        until = item.claimed_until
    if request.headers.get("X-Requested-With") == "fetch":
        return {"until": until.isoformat() if until else None}
    return redirect(url_for("review.show", item_id=item_id, **filter_now().address()), code=303)


@bp.post("/<int:item_id>/take-over")
@requires(Permission.ADMINISTER)
def take_over(item_id: int) -> ResponseReturnValue:
    """Take it from whoever holds it."""
    with unit_of_work():
        claiming.take_over(item_id, by=actor_now())
    return redirect(url_for("review.show", item_id=item_id, **filter_now().address()), code=303)


@bp.post("/<int:item_id>/release")
@requires(Permission.REVIEW)
def release(item_id: int) -> ResponseReturnValue:
    """Give it back."""
    with unit_of_work():
        claiming.release(item_id, by=actor_now())
    return redirect(url_for("review.index", **filter_now().address()), code=303)


@bp.post("/<int:item_id>/not-for-me")
@requires(Permission.REVIEW)
def not_for_me(item_id: int) -> ResponseReturnValue:
    """Leave this one to others, without a penalty, and go on."""
    with unit_of_work():
        claiming.item_or_404(item_id)
        claiming.release(item_id, by=actor_now())
        watch().passed_over(item_id, actor_now())
        choosing.pass_over(item_id, actor_now().id)
    return take_next()


@bp.post("/<int:item_id>/decision")
@requires(Permission.DECIDE_REVIEW)
def decide(item_id: int) -> ResponseReturnValue:
    """Decide, and go on to the next one. With `again`, a claim that has run out is taken again first."""
    try:
        opinion = opinion_of(request.form)
        with unit_of_work():
            if request.form.get("again"):
                claiming.claim(item_id, by=actor_now())
            item = services.decide(item_id, opinion, by=actor_now(), seen=request.form.get("seen", ""))
        session[DECIDED] = clock.now().timestamp()
    except (Invalid, Conflict) as error:
        return item_page(claiming.item_or_404(item_id), error.status, error)
    if item.state == ItemState.SPOT_CHECKED:
        return redirect(
            url_for("review.show", item_id=item_id, **filter_now().address()), code=303
        )  # the result
    return take_next()


@bp.post("/<int:item_id>/undo")
@requires(Permission.DECIDE_REVIEW)
def undo(item_id: int) -> ResponseReturnValue:
    """Take one's decision of a moment ago back."""
    try:
        with unit_of_work():
            undoing.undo(item_id, by=actor_now())
    except (Conflict, NotAllowed) as error:
        flash(said(error.message, error.params), "warn")
    else:
        flash(gettext("Undone. Everything is as it was before."), "good")
    return redirect(url_for("review.show", item_id=item_id, **filter_now().address()), code=303)
