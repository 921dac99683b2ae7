"""Deciding on a review item, and carrying it out."""

from sqlalchemy import select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import whole
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from community.posts import editing
from community.posts import queries as post_queries
from community.posts import services as posts
from community.posts.models import Post, PostStatus
from community.routing import services as routing
from community.routing.models import MoveReason
from moderation.audit import services as audit
from moderation.review import claiming, consensus, rules
from moderation.review.catalogue import REASONS
from moderation.review.consensus import Opinion, Outcome
from moderation.review.entitled import binds, ensure_entitled
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import Decision, ItemKind, ItemState
from moderation.review.watch import watch

__all__ = ["Opinion", "decide"]


def decide(item_id: int, opinion: Opinion, *, by: Actor) -> ReviewItem:
    """Decide on an item that one has claimed. Moderators and staff bind; peers must agree.

    Raises Conflict when the claim has ended or somebody has decided.
    """
    ensure(by, Permission.DECIDE_REVIEW)
    item = claiming.item_or_404(item_id)
    if item.post_id is None:
        raise NotAllowed(N_("An appeal is decided on its own page."))
    post = post_queries.post_or_404(item.post_id)
    lock_row(post)  # first the post, then the item: reports and edits take them in this order too
    lock_row(item)
    watch().ensure_may_review(by)
    watch().ensure_theirs(item, by)
    claiming.ensure_open(item)
    claiming.ensure_claimed(item, by)
    _check(opinion)
    if item.state == ItemState.SPOT_CHECK:
        watch().checked(item, opinion, by)
        return item
    ensure_entitled(item, by)
    _keep(item, post, opinion, by)
    outcome = Outcome(opinion) if binds(by) else _consensus(item, post)
    if outcome.opinion is not None:
        _carry_out(item, post, outcome.opinion, by)
        return item
    item.claimed_by_id = item.claimed_until = None
    if outcome.disputed:
        item.disputed, item.priority = True, item.priority + rules.DISPUTED
    db.session.flush()
    return item


def _check(opinion: Opinion) -> None:
    if opinion.decision in rules.NEEDS_REASON and opinion.reason not in REASONS:
        raise Invalid(N_("Choose a reason, so that the author knows what to mend."), field="reason")
    if opinion.reason == "other" and not opinion.words.strip():
        raise Invalid(N_("Say in a sentence why, so that the author understands."), field="words")


def _keep(item: ReviewItem, post: Post, opinion: Opinion, by: Actor) -> None:
    values = {
        "decision": opinion.decision,
        "reason": opinion.reason,
        "words": opinion.words.strip()[:1000],
        "binding": binds(by),
        "revision": post.revision_count,
        "seconds": claiming.seconds_spent(item),
        "created_at": clock.now(),
    }
    statement = insert(ReviewDecision).values(item_id=item.id, reviewer_id=by.id, **values)
    changed_rows(statement.on_conflict_do_update(index_elements=["item_id", "reviewer_id"], set_=values))


def _consensus(item: ReviewItem, post: Post) -> Outcome:
    """What peers have come to about the text as it stands; opinions on earlier ones count no more."""
    given = db.session.scalars(
        select(ReviewDecision)
        .where(ReviewDecision.item_id == item.id, ReviewDecision.revision == post.revision_count)
        .order_by(ReviewDecision.created_at, ReviewDecision.id)
    )
    needed = rules.PEERS_FOR_EDITS if item.kind == ItemKind.EDIT else whole("peers_to_agree")
    opinions = [Opinion(Decision(each.decision), each.reason, each.words) for each in given]
    return consensus.weigh(opinions, needed=needed)


def _carry_out(item: ReviewItem, post: Post, opinion: Opinion, by: Actor) -> None:
    item.state, item.decision = ItemState.DECIDED, opinion.decision
    item.decided_by_id, item.decided_at = by.member_id, clock.now()
    db.session.flush()
    if item.suggestion_id is not None and opinion.decision in {Decision.APPROVE, Decision.REFUSE}:
        suggestion = post_queries.suggestion_or_404(item.suggestion_id)
        editing.decide(suggestion, approve=opinion.decision is Decision.APPROVE, by=by)
    else:
        _DEEDS[opinion.decision](post, opinion, by)
    audit.record(
        f"review-{opinion.decision}",
        f"post:{post.id}",
        by=by,
        member_id=post.author_id,
        reason=opinion.reason or "",
        data={"item": item.id, "kind": item.kind, "words": opinion.words.strip()[:1000]},
    )
    tell(
        events.ReviewDecided(
            item_id=item.id,
            post_id=post.id,
            author_id=post.author_id,
            decision=opinion.decision,
            reason=opinion.reason,
            by_id=by.id,
        )
    )


def _approve(post: Post, opinion: Opinion, by: Actor) -> None:
    if post.status in {PostStatus.HELD, PostStatus.REFUSED, PostStatus.HIDDEN}:
        posts.release(post, by=by)


def _refuse(post: Post, opinion: Opinion, by: Actor) -> None:
    reason = opinion.reason or "other"
    words = opinion.words.strip()[:1000]
    told = words if reason == "other" and words else reason
    if post.status == PostStatus.HELD:
        posts.refuse(post, told, by=by)
    elif post.status == PostStatus.PUBLISHED:
        posts.hide(post, told, by=by)


def _spam(post: Post, opinion: Opinion, by: Actor) -> None:
    if post.status == PostStatus.PUBLISHED:
        posts.hide(post, "spam", by=by)
    elif post.status == PostStatus.HELD:
        posts.refuse(post, "spam", by=by)


def _to_staff(post: Post, opinion: Opinion, by: Actor) -> None:
    if post.status == PostStatus.HELD and opinion.reason is None:
        posts.release(post, by=by)
    routing.move(
        post.thread_id, MoveReason.REVIEWER, rule="reviewer", by=by, note=opinion.words.strip()[:1000]
    )


_DEEDS = {
    Decision.APPROVE: _approve,
    Decision.REFUSE: _refuse,
    Decision.SPAM: _spam,
    Decision.STAFF: _to_staff,
}
