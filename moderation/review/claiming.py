"""Taking an item for a while, so that two people never work on the same one."""

from datetime import timedelta

from sqlalchemy import or_, update

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, NotAllowed, NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import threshold
from community.kernel.upsert import changed_rows
from community.kernel.words import N_
from community.posts import queries as post_queries
from moderation.audit import services as audit
from moderation.review import rules
from moderation.review.entitled import ensure_entitled
from moderation.review.models import ReviewItem
from moderation.review.watch import watch


def claim(item_id: int, *, by: Actor, may_decide: bool = False) -> ReviewItem:
    """Take an item for fifteen minutes, or renew; raises Conflict that says who has it.

    `may_decide` is for appeals, which were asked first whether `by` may decide on them.
    """
    ensure(by, Permission.REVIEW)
    watch().ensure_may_review(by)
    item = item_or_404(item_id)
    if not may_decide:
        ensure_on_post(item)
    if item.post_id is not None:  # before the item, as everybody does who changes a post
        post_queries.post_or_404(item.post_id, for_update=True)
    watch().ensure_theirs(item, by)
    ensure_entitled(item, by)
    now = clock.now()
    until = rules.claim_end(now, threshold("claim_minutes"))
    won = changed_rows(
        update(ReviewItem)
        .where(
            ReviewItem.id == item_id,
            ReviewItem.state.in_(rules.TO_DECIDE),
            or_(
                ReviewItem.claimed_until.is_(None),
                ReviewItem.claimed_until <= now,
                ReviewItem.claimed_by_id == by.member_id,
            ),
        )
        .values(claimed_by_id=by.member_id, claimed_until=until)
    )
    db.session.refresh(item)
    if not won:
        _refuse_claim(item)
    return item


def _refuse_claim(item: ReviewItem) -> None:
    ensure_open(item)
    holder = db.session.get(Member, item.claimed_by_id) if item.claimed_by_id else None
    raise Conflict(N_("%(name)s is looking at this now."), name=holder.display_name if holder else "?")


def take_over(item_id: int, *, by: Actor) -> ReviewItem:
    """An admin takes an item from whoever holds it, which the log keeps."""
    ensure(by, Permission.ADMINISTER)
    found = item_or_404(item_id)
    post_queries.post_or_404(ensure_on_post(found), for_update=True)
    item = item_or_404(item_id, for_update=True)
    watch().ensure_theirs(item, by)
    ensure_entitled(item, by)
    ensure_open(item)
    held = not rules.is_free(item.claimed_until, clock.now())
    if held and item.claimed_by_id not in {None, by.member_id}:
        audit.record(
            "review-taken-over",
            f"review:{item.id}",
            by=by,
            data={"from": item.claimed_by_id, "post": item.post_id},
        )
    item.claimed_by_id = by.member_id
    item.claimed_until = rules.claim_end(clock.now(), threshold("claim_minutes"))
    db.session.flush()
    return item


def release(item_id: int, *, by: Actor) -> None:
    """Give a claim back."""
    changed_rows(
        update(ReviewItem)
        .where(ReviewItem.id == item_id, ReviewItem.claimed_by_id == by.member_id)
        .values(claimed_by_id=None, claimed_until=None)
    )


def item_or_404(item_id: int, *, for_update: bool = False) -> ReviewItem:
    """The item; raises NotFound."""
    lock = ROW_LOCK if for_update else None
    item = db.session.get(ReviewItem, item_id, with_for_update=lock, populate_existing=for_update)
    if item is None:
        raise NotFound
    return item


def ensure_on_post(item: ReviewItem) -> int:
    """The post of an item; raises NotAllowed for an appeal, which not everybody may decide who reviews."""
    if item.post_id is None:
        raise NotAllowed(N_("An appeal is decided on its own page."))
    return item.post_id


def ensure_open(item: ReviewItem) -> None:
    if item.state not in rules.TO_DECIDE:
        raise Conflict(N_("This was decided already."))


def ensure_claimed(item: ReviewItem, by: Actor) -> None:
    """Raise Conflict unless `by` holds the item right now."""
    if item.claimed_by_id != by.member_id:
        raise Conflict(N_("Take this item first; it is not yours now. What you wrote is kept below."))
    if rules.is_free(item.claimed_until, clock.now()):
        raise Conflict(
            N_("Your time for this item has run out; take it again. What you wrote is kept below.")
        )


def seconds_spent(item: ReviewItem) -> float | None:
    """How long whoever holds the item has had it, or None when nobody can tell."""
    if item.claimed_until is None:
        return None
    taken = item.claimed_until - timedelta(minutes=threshold("claim_minutes"))
    return round((clock.now() - taken).total_seconds(), 1)
