"""Deciding on a review item, and carrying it out."""

from sqlalchemy import select

from community.kernel import clock, events, regret
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import threshold, whole
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from community.posts import editing, setting_back
from community.posts import queries as post_queries
from community.posts.models import Post
from community.routing import services as routing
from moderation.audit import services as audit
from moderation.masking import services as masking
from moderation.review import claiming, consensus, deeds, opening, opinions, rules, weights
from moderation.review.consensus import Outcome
from moderation.review.entitled import binds, ensure_entitled
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import UNMASK_ASKED, Decision, ItemKind, ItemState
from moderation.review.watch import watch

__all__ = ["Opinion", "decide", "seen_of"]


def seen_of(item: ReviewItem, post: Post) -> str:
    """What a reviewer sees of an item, in short; its forms carry it along."""
    return f"{item.kind}.{post.revision_count}"


def decide(item_id: int, opinion: Opinion, *, by: Actor, seen: str = "") -> ReviewItem:
    """Decide on an item that one has claimed. Moderators and staff bind; peers must agree.

    Raises Conflict when the claim has ended or somebody has decided, and where the post, or what it waits for, is no
    longer what was seen (`seen_of`); without that nothing is compared.
    """
    ensure(by, Permission.DECIDE_REVIEW)
    post_id = claiming.item_or_404(item_id).post_id
    if post_id is None:
        raise NotAllowed(N_("An appeal is decided on its own page."))
    # The post first, as everybody does who changes a post: its author may be deleting it at this moment.
    post = post_queries.post_or_404(post_id, for_update=True)
    item = claiming.item_or_404(item_id, for_update=True)
    watch().ensure_may_review(by)
    watch().ensure_theirs(item, by)
    claiming.ensure_open(item)
    claiming.ensure_claimed(item, by)
    opinions.check(opinion, binding=binds(by))
    if item.state == ItemState.SPOT_CHECK:
        watch().checked(item, opinion, by)
        return item
    ensure_entitled(item, by)
    if seen and seen != seen_of(item, post):
        raise Conflict(
            N_(
                "It was changed since you opened it, so nothing is decided yet. Read it as it stands now; "
                "what you wrote is kept below."
            )
        )
    _keep(item, post, opinion, by)
    outcome = Outcome(opinion) if binds(by) else _consensus(item, post)
    if outcome.opinion is not None:
        _carry_out(item, post, outcome.opinion, by)
        return item
    item.claimed_by_id = item.claimed_until = None
    if outcome.disputed:
        item.disputed = True
        opening.weigh(item, {**item.parts, "disputed": weights.DISPUTED})
    db.session.flush()
    return item


def _keep(item: ReviewItem, post: Post, opinion: Opinion, by: Actor) -> None:
    values = {
        "decision": opinion.decision,
        "reason": opinion.reason,
        "words": opinion.said,
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
    item.claimed_by_id = item.claimed_until = None
    db.session.flush()
    before = {"post": setting_back.state_of(post), "need": routing.state_of(post.thread_id)}
    if UNMASK_ASKED in item.findings:
        before["asked"] = masking.asks_of(post)
    with regret.remembering(threshold("undo_seconds")) as traces:
        notes = _do(item, post, opinion, by)
        if not _about_edit(item, opinion):  # of a suggested edit, editing tells and the log keeps
            _tell(item, post, opinion, by)
        opening.settle(post.id)  # what was hidden or held on the way needs no second look
    opening.open_left_suggestion(post)
    if not notes.get("final") and not traces.final:
        sent = {"told": [list(each) for each in traces.told], "letters": traces.letters}
        after = {"after": deeds.state_of(post), "need_after": routing.state_of(post.thread_id)}
        item.undo = {**before, **notes, **sent, **after}
    db.session.flush()


def _about_edit(item: ReviewItem, opinion: Opinion) -> bool:
    """A decision about a suggested edit is about the suggestion; any other is about the post."""
    about_it = item.kind == ItemKind.EDIT and item.suggestion_id is not None
    return about_it and opinion.decision in {Decision.APPROVE, Decision.REFUSE, Decision.SPAM}


def _do(item: ReviewItem, post: Post, opinion: Opinion, by: Actor) -> deeds.Notes:
    if not _about_edit(item, opinion) or item.suggestion_id is None:
        return deeds.do(post, opinion, by=by)
    suggestion = post_queries.suggestion_or_404(item.suggestion_id)
    editing.decide(suggestion, approve=opinion.decision is Decision.APPROVE, by=by, agreed=True)
    return {"suggestion": suggestion.id}


def _tell(item: ReviewItem, post: Post, opinion: Opinion, by: Actor) -> None:
    audit.record(
        f"review-{opinion.decision}",
        f"post:{post.id}",
        by=by,
        member_id=post.author_id,
        reason=opinion.reason or "",
        data={"item": item.id, "kind": item.kind, "words": opinion.said},
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
