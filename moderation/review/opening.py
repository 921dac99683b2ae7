"""Putting posts and appeals into the queue, and taking out what was settled elsewhere."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Update, delete, or_, select, update

from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.upsert import changed_rows, insert
from community.posts.models import EditSuggestion, Post, SuggestionState
from moderation.flags.queries import open_flags
from moderation.review import weights
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemKind, ItemState


def open_item(
    post_id: int,
    kind: ItemKind,
    findings: Iterable[str] = (),
    *,
    suggestion_id: int | None = None,
    flag_weight: float = 0.0,
    ahead: bool = False,
    held: bool = False,
) -> None:
    """Put a post into the queue; when it is there already, the two matters become one item."""
    found = sorted(set(findings))
    parts = weights.parts_of(kind, found, flag_weight, ahead=ahead, held=held)
    post = db.session.get_one(Post, post_id)
    about = {"post_id": post_id, "suggestion_id": suggestion_id, "kind": kind, **_copied(post)}
    if not _insert(parts, found, **about):
        item = open_item_of(post_id)
        if item is not None:
            _join(item, kind, found, parts, suggestion_id)


def _copied(post: Post) -> dict[str, Any]:
    """What the queue filters by."""
    return {
        "author_id": post.author_id,
        "thread_id": post.thread_id,
        "lang": post.lang,
        "held": not post.is_visible,
    }


def _join(
    item: ReviewItem, kind: ItemKind, found: list[str], parts: Mapping[str, int], suggestion_id: int | None
) -> None:
    graver = weights.graver(ItemKind(item.kind), kind)
    if item.kind == ItemKind.EDIT and graver is not ItemKind.EDIT:
        _begin_anew(item)
    item.kind = graver
    item.findings = sorted({*item.findings, *found})
    item.found = found_text(item.findings)
    item.suggestion_id = item.suggestion_id or suggestion_id
    weigh(item, {**weights.joined(item.parts, parts), "kind": weights.BASE[graver]})
    db.session.flush()


def _begin_anew(item: ReviewItem) -> None:
    """What was said about a suggested edit says nothing about the post, and whoever looks must look again."""
    db.session.execute(delete(ReviewDecision).where(ReviewDecision.item_id == item.id))
    item.disputed = False
    item.parts = {name: points for name, points in item.parts.items() if name != "disputed"}
    item.claimed_by_id = item.claimed_until = None


def weigh(item: ReviewItem, parts: Mapping[str, int]) -> None:
    """Give an item its weight, and its place in the queue."""
    item.parts = dict(parts)
    item.priority = weights.priority_of(parts)
    item.rank_at = weights.rank_at(item.created_at, item.priority)


def found_text(findings: Iterable[str]) -> str:
    """Findings as one text, in which the queue looks for one of them."""
    return "".join(f"|{each}" for each in findings) + "|" if findings else ""


def open_appeal(appeal_id: int) -> None:
    """Put an appeal into the queue, once."""
    _insert(weights.parts_of(ItemKind.APPEAL, ()), [], appeal_id=appeal_id, kind=ItemKind.APPEAL)


def _insert(parts: dict[str, int], found: list[str], **values: Any) -> bool:
    now, priority = clock.now(), weights.priority_of(parts)
    statement = insert(ReviewItem).values(
        state=ItemState.OPEN,
        findings=found,
        found=found_text(found),
        priority=priority,
        parts=parts,
        rank_at=weights.rank_at(now, priority),
        created_at=now,
        **values,
    )
    return bool(changed_rows(statement.on_conflict_do_nothing()))


def open_item_of(post_id: int) -> ReviewItem | None:
    return db.session.scalars(
        select(ReviewItem)
        .where(ReviewItem.post_id == post_id, ReviewItem.state == ItemState.OPEN)
        .with_for_update(key_share=True)
    ).one_or_none()


def follow(post_id: int) -> None:
    """Let the open item of a post know what became of the post: out of sight or not, and its language."""
    item = open_item_of(post_id)
    if item is None:
        return
    for name, value in _copied(db.session.get_one(Post, post_id)).items():
        setattr(item, name, value)
    parts = {name: points for name, points in item.parts.items() if name != "held"}
    weigh(item, {**parts, "held": weights.HELD} if item.held else parts)
    db.session.flush()


def move(post_ids: Collection[int], thread_id: int) -> None:
    """Let the items of posts, and of the comments beneath them, stand in the thread to which those went."""
    comment = Comment.__table__.c
    beneath = select(comment.id).where(comment.parent_id.in_(post_ids))
    theirs = or_(ReviewItem.post_id.in_(post_ids), ReviewItem.post_id.in_(beneath))
    changed_rows(update(ReviewItem).where(theirs).values(thread_id=thread_id))


def settle(post_id: int, *, keep: frozenset[str] = frozenset()) -> None:
    """Close the open item of a post whose matter was settled elsewhere; kinds in `keep` stay open.

    What is reported stays open in any case: each report waits for a person.
    """
    item = open_item_of(post_id)
    if item is not None and item.kind not in keep and not open_flags(post_id):
        _moot(item)


def settle_appeal(appeal_id: int) -> None:
    """Close the open item of an appeal that was taken back or settled elsewhere."""
    item = db.session.scalars(
        select(ReviewItem)
        .where(ReviewItem.appeal_id == appeal_id, ReviewItem.state == ItemState.OPEN)
        .with_for_update(key_share=True)
    ).one_or_none()
    if item is not None:
        _moot(item)


def _moot(item: ReviewItem) -> None:
    item.state = ItemState.MOOT
    item.decided_at = clock.now()
    item.claimed_by_id = item.claimed_until = None
    db.session.flush()


def open_left_suggestion(post: Post) -> None:
    """One item stands for all that waits about a post: after it, the next suggested edit gets one of its own."""
    if not post.is_visible:
        return
    waiting = db.session.scalars(
        select(EditSuggestion.id)
        .where(EditSuggestion.post_id == post.id, EditSuggestion.state == SuggestionState.OPEN)
        .order_by(EditSuggestion.id)
        .limit(1)
    ).first()
    if waiting is not None:
        open_item(post.id, ItemKind.EDIT, suggestion_id=waiting)


def close_appeal(appeal_id: int, decision: str, *, by: Actor) -> None:
    """Close the open item of an appeal that was decided on its own page."""
    changed_rows(
        _open_of(appeal_id).values(
            state=ItemState.DECIDED,
            decision=decision,
            decided_by_id=by.member_id,
            decided_at=clock.now(),
            claimed_by_id=None,
            claimed_until=None,
        )
    )


def raise_appeal(appeal_id: int, priority: int) -> None:
    """Let an appeal be more urgent than it was."""
    for item in db.session.scalars(
        select(ReviewItem).where(ReviewItem.appeal_id == appeal_id, ReviewItem.state == ItemState.OPEN)
    ):
        more = priority - item.priority
        if more > 0:
            weigh(item, {**item.parts, "late": item.parts.get("late", 0) + more})
            db.session.flush()


def rest_appeal(appeal_id: int) -> None:
    """Give an appeal back to the queue: whoever held it waits for an answer."""
    changed_rows(_open_of(appeal_id).values(claimed_by_id=None, claimed_until=None))


def _open_of(appeal_id: int) -> Update:
    return update(ReviewItem).where(ReviewItem.appeal_id == appeal_id, ReviewItem.state == ItemState.OPEN)
