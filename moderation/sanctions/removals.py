"""Removed posts as sanctions on a post: written down when they go, ended when they are public again."""

from collections.abc import Sequence

from sqlalchemy import select

from community.accounts import queries as accounts
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.events import MemberClosed, PostHidden, ReviewDecided
from community.kernel.policy import Actor
from community.kernel.upsert import insert
from community.posts.models import Post, PostStatus
from moderation.review.models import ReviewDecision
from moderation.sanctions import ending, freezing, queries, services
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import End, Kind

BY_MACHINE = frozenset({"held", "flags", "by-author"})
LONGEST_SLUG = 30
GONE = frozenset({PostStatus.REFUSED, PostStatus.HIDDEN, PostStatus.DELETED})


def hidden(event: PostHidden) -> None:
    """Somebody of the team took a post of another one away."""
    by_member = event.by_id is not None and event.by_id != event.author_id
    if by_member and event.reason not in BY_MACHINE and event.author_id is not None:
        _write_down(event.post_id, event.reason, by_id=event.by_id, decided_by=[event.by_id])


def reviewed(event: ReviewDecided) -> None:
    """A review removed a post: everyone who agreed to it is named, so that none of them hears the appeal."""
    if event.decision not in {"refuse", "spam"} or event.author_id is None:
        return
    post = db.session.get(Post, event.post_id)
    if post is None or post.status not in GONE:
        return
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
    slug = reason if len(reason) <= LONGEST_SLUG and " " not in reason else "other"
    said = words or (reason if slug == "other" and reason != "other" else "")
    statement = insert(Sanction).values(
        member_id=post.author_id,
        kind=Kind.REMOVAL,
        about_id=post_id,
        reason=slug,
        words=said,
        imposed_by_id=by_id,
        decided_by=list(decided_by),
        item_id=item_id,
        imposed_at=clock.now(),
    )
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(Sanction.id))
    if made is not None:
        freezing.freeze(made, [post])
        sanction = db.session.get_one(Sanction, made)
        if item_id is None:  # of a review, the log says so already
            ending.record("sanction-removal", sanction, _actor(by_id), reason=slug, words=said)
        services.announce(sanction)
        return
    there = queries.removal_of(post_id)
    if there is not None:
        there.decided_by = sorted({*there.decided_by, *decided_by})
        there.words, there.item_id = said or there.words, item_id or there.item_id
        there.reason = slug if slug != "other" else there.reason
        db.session.flush()


def _actor(member_id: int | None) -> Actor | None:
    return Actor(member_id=member_id) if member_id is not None else None


def shown(post_id: int, *, how: End = End.RESTORED) -> None:
    """A post is public again, or waits anew: nothing keeps it away any more."""
    there = queries.removal_of(post_id)
    if there is None:
        return
    try:
        sanction, member = ending.held(there.id)
    except NotFound:  # the account was closed meanwhile
        there.ended_at, there.end = clock.now(), End.CLOSED
        return
    ending.end(sanction, member, how, by=None)


def member_left(event: MemberClosed) -> None:
    """Nothing holds for an account that is closed, and nothing of its posts is kept for it."""
    all_of_them = queries.sanctions_of(event.member_id)
    for each in all_of_them:
        if each.active:
            member = accounts.member(event.member_id)
            if member is not None:
                ending.end(each, member, End.CLOSED, by=None)
    freezing.erase([each.id for each in all_of_them])
