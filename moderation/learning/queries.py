"""What people decided in the queue, with the words as they stood when it was decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from community.kernel.db import db
from community.posts.models import Post, PostStatus, Revision
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import Decision, ItemState
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import End, Kind

_TOLD = (Decision.APPROVE, Decision.REFUSE, Decision.SPAM)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One post and how its matter ended: `reason` is None where it was found fine."""

    kind: str
    title: str
    body: str
    reason: str | None


def outcomes() -> list[Outcome]:
    """The last word on every post that was decided in the queue, oldest first; suggestions of edits are left out.

    What was given back on appeal counts as fine, whatever its author does with it afterwards; so does a post that was
    refused and is public again with the same words.
    """
    rows = db.session.execute(
        select(ReviewItem.id, ReviewItem.post_id, ReviewItem.decision, ReviewItem.decided_at)
        .where(
            ReviewItem.state == ItemState.DECIDED,
            ReviewItem.decision.in_(_TOLD),
            ReviewItem.suggestion_id.is_(None),
            ReviewItem.decided_at.is_not(None),
        )
        .order_by(ReviewItem.decided_at, ReviewItem.id)
    ).all()
    last = {row.post_id: row for row in rows}
    reasons, given_back = _reasons([row.id for row in last.values()]), _given_back()
    found = []
    for post_id, row in sorted(last.items()):
        reason = None
        if row.decision == Decision.SPAM:
            reason = "spam"
        elif row.decision == Decision.REFUSE:
            reason = reasons.get(row.id, "other")
        if row.id in given_back:
            reason = None
        outcome = _outcome(post_id, row.decided_at, reason)
        if outcome is not None:
            found.append(outcome)
    return found


def _given_back() -> frozenset[int]:
    """The items whose removal of a post did not hold."""
    fine = or_(Sanction.struck, Sanction.end.in_((End.GRANTED, End.RESTORED)))
    removed = Sanction.kind == Kind.REMOVAL, Sanction.item_id.is_not(None)
    return frozenset(db.session.scalars(select(Sanction.item_id).where(fine, *removed)))


def _reasons(items: list[int]) -> dict[int, str]:
    """The reason given with a refusal; that of a binding decision before those of peers."""
    found: dict[int, str] = {}
    for start in range(0, len(items), 500):
        for item_id, reason in db.session.execute(
            select(ReviewDecision.item_id, ReviewDecision.reason)
            .where(
                ReviewDecision.item_id.in_(items[start : start + 500]),
                ReviewDecision.decision == Decision.REFUSE,
                ReviewDecision.reason.is_not(None),
            )
            .order_by(ReviewDecision.binding, ReviewDecision.id)
        ):
            found[item_id] = reason or "other"
    return found


def _outcome(post_id: int, decided_at: datetime, reason: str | None) -> Outcome | None:
    post = db.session.get(Post, post_id)
    if post is None:
        return None
    words = db.session.scalars(
        select(Revision)
        .where(Revision.post_id == post_id, Revision.created_at <= decided_at)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()
    later = db.session.scalar(
        select(func.count())
        .select_from(Revision)
        .where(Revision.post_id == post_id, Revision.created_at > decided_at)
    )
    if post.status == PostStatus.PUBLISHED and not later:
        reason = None
    body = words.body_markdown if words else post.body_markdown
    title = (words.title if words else getattr(post, "title", "")) or ""
    return Outcome(post.kind, title, body, reason)
