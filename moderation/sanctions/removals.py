"""Removed posts as sanctions on a post: written down when they go, ended when they are public again."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from community.accounts import queries as accounts
from community.kernel import clock, regret
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.events import MemberClosed, PostDropped, PostHidden, ReviewDecided, ReviewUndone
from community.kernel.upsert import insert
from community.posts.models import Post, PostStatus
from community.posts.rules import BY_AUTHOR
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.sanctions import ending, freezing, queries, services
from moderation.sanctions.models import ConductNote, Sanction
from moderation.sanctions.rules import End, Kind

BY_MACHINE = frozenset({"held", "flags"})
IN_ONE_DEED = timedelta(minutes=1)
LONGEST_SLUG = 30
REMOVING = frozenset({"refuse", "spam"})
GONE = frozenset({PostStatus.REFUSED, PostStatus.HIDDEN, PostStatus.DELETED})


def hidden(event: PostHidden) -> None:
    """Somebody of the team took a post of another one away, in a review or by itself."""
    by_another = event.by_id is not None and event.by_id != event.author_id
    if not by_another or event.reason in BY_MACHINE or event.author_id is None:
        return
    item_id = _item_of_this(event.post_id, event.by_id)
    _write_down(event.post_id, event.reason, by_id=event.by_id, decided_by=[event.by_id], item_id=item_id)


def _item_of_this(post_id: int, by_id: int | None) -> int | None:
    """The review in which this happens, if it does: its item is closed a moment before the post goes."""
    return db.session.scalar(
        select(ReviewItem.id)
        .where(
            ReviewItem.post_id == post_id,
            ReviewItem.decided_by_id == by_id,
            ReviewItem.decision.in_(REMOVING),
            ReviewItem.decided_at >= clock.now() - IN_ONE_DEED,
        )
        .order_by(ReviewItem.id.desc())
        .limit(1)
    )


def reviewed(event: ReviewDecided) -> None:
    """A review removed a post: everyone who agreed to it is named, so that none of them hears the appeal."""
    if event.decision not in REMOVING or event.author_id is None:
        return
    post = db.session.get(Post, event.post_id)
    if post is None or post.status not in GONE:
        return
    there = queries.removal_of(event.post_id)
    if there is not None and there.item_id != event.item_id:
        regret.stays()  # this adds to what somebody else did
    decisions = db.session.execute(
        select(ReviewDecision.reviewer_id, ReviewDecision.words).where(
            ReviewDecision.item_id == event.item_id, ReviewDecision.decision == event.decision
        )
    ).all()
    agreed = sorted({reviewer for reviewer, _words in decisions if reviewer is not None} | {event.by_id})
    words = next((words for _reviewer, words in decisions if words), "")
    reason = event.reason or ("spam" if event.decision == "spam" else "other")
    _write_down(
        event.post_id, reason, by_id=event.by_id, decided_by=agreed, words=words, item_id=event.item_id
    )


def _write_down(
    post_id: int,
    reason: str,
    *,
    by_id: int | None,
    decided_by: Sequence[int | None],
    words: str = "",
    item_id: int | None = None,
) -> None:
    """Once a removal; whoever knows more of the same one adds it."""
    post = db.session.get_one(Post, post_id)
    known = reason if reason != BY_AUTHOR else "other"  # deleted by another one, without a reason
    slug = known if len(known) <= LONGEST_SLUG and " " not in known else "other"
    said = words or (known if slug == "other" and known != "other" else "")
    now = clock.now()
    was_dropped = item_id is not None and post.status == PostStatus.DELETED  # by its author, before
    statement = insert(Sanction).values(
        member_id=post.author_id,
        kind=Kind.REMOVAL,
        about_id=post_id,
        reason=slug,
        words=said,
        imposed_by_id=by_id,
        decided_by=list(decided_by),
        item_id=item_id,
        imposed_at=now,
        dropped_at=now if was_dropped else None,
    )
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(Sanction.id))
    if made is not None:
        freezing.freeze(made, [post])
        sanction = db.session.get_one(Sanction, made)
        services.announce(sanction)
        return
    there = queries.removal_of(post_id)
    if there is not None:
        there.decided_by = sorted({*there.decided_by, *decided_by})
        there.words, there.item_id = said or there.words, item_id or there.item_id
        there.reason = slug if slug != "other" else there.reason
        db.session.flush()


def shown(post_id: int, *, how: End = End.RESTORED) -> None:
    """A post is public again, or waits anew: nothing keeps it away any more."""
    there = queries.removal_of(post_id)
    if there is None:
        return
    regret.stays()  # an appeal against it may be over now, too
    try:
        sanction, member = ending.held(there.id)
    except NotFound:  # the account was closed meanwhile
        there.ended_at, there.end = clock.now(), End.CLOSED
        return
    ending.end(sanction, member, how, by=None)


def undone(event: ReviewUndone) -> None:
    """A reviewer takes a decision back: what it removed itself is no longer removed by it."""
    there = queries.removal_of(event.post_id)
    if there is not None and there.item_id == event.item_id:
        shown(event.post_id)


def dropped(event: PostDropped) -> None:
    """The author deleted a post that was removed: an appeal that is granted does not publish it."""
    there = queries.removal_of(event.post_id)
    if there is not None and event.by_id == event.author_id:
        there.dropped_at = clock.now()
        db.session.flush()


def member_left(event: MemberClosed) -> None:
    """Nothing holds for an account that is closed; nothing of its posts is kept for it, and no word about it."""
    all_of_them = queries.sanctions_of(event.member_id)
    for each in all_of_them:
        if each.active:
            member = accounts.member(event.member_id)
            if member is not None:
                ending.end(each, member, End.CLOSED, by=None)
    freezing.erase([each.id for each in all_of_them])
    db.session.execute(delete(ConductNote).where(ConductNote.member_id == event.member_id))
    db.session.execute(
        update(Sanction).where(Sanction.member_id == event.member_id).values(words="", note="")
    )
