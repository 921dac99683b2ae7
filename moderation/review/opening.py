"""Putting posts and appeals into the queue, and taking out what was settled elsewhere."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Update, select, update

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.upsert import changed_rows, insert
from moderation.flags.queries import open_flags
from moderation.review import rules
from moderation.review.models import ReviewItem
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
    """Put a post into the queue; when it is there already, it becomes at least as urgent."""
    found = sorted(set(findings))
    priority = rules.priority_of(kind, found, flag_weight, ahead=ahead, held=held)
    if _insert(post_id=post_id, suggestion_id=suggestion_id, kind=kind, findings=found, priority=priority):
        return
    item = open_item_of(post_id)
    if item is not None and priority > item.priority:
        item.kind, item.priority = kind, priority
        item.findings = sorted({*item.findings, *found})
        item.suggestion_id = suggestion_id or item.suggestion_id
        db.session.flush()


def open_appeal(appeal_id: int) -> None:
    """Put an appeal into the queue, once."""
    _insert(
        appeal_id=appeal_id,
        kind=ItemKind.APPEAL,
        findings=[],
        priority=rules.priority_of(ItemKind.APPEAL, ()),
    )


def _insert(**values: Any) -> bool:
    statement = insert(ReviewItem).values(state=ItemState.OPEN, created_at=clock.now(), **values)
    return bool(changed_rows(statement.on_conflict_do_nothing()))


def open_item_of(post_id: int) -> ReviewItem | None:
    return db.session.scalars(
        select(ReviewItem)
        .where(ReviewItem.post_id == post_id, ReviewItem.state == ItemState.OPEN)
        .with_for_update()
    ).one_or_none()


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
        .with_for_update()
    ).one_or_none()
    if item is not None:
        _moot(item)


def _moot(item: ReviewItem) -> None:
    item.state = ItemState.MOOT
    item.decided_at = clock.now()
    db.session.flush()


def close_appeal(appeal_id: int, decision: str, *, by: Actor) -> None:
    """Close the open item of an appeal that was decided on its own page."""
    changed_rows(
        _open_of(appeal_id).values(
            state=ItemState.DECIDED, decision=decision, decided_by_id=by.member_id, decided_at=clock.now()
        )
    )


def raise_appeal(appeal_id: int, priority: int) -> None:
    """Let an appeal be more urgent than it was."""
    changed_rows(_open_of(appeal_id).where(ReviewItem.priority < priority).values(priority=priority))


def rest_appeal(appeal_id: int) -> None:
    """Give an appeal back to the queue: whoever held it waits for an answer."""
    changed_rows(_open_of(appeal_id).values(claimed_by_id=None, claimed_until=None))


def _open_of(appeal_id: int) -> Update:
    return update(ReviewItem).where(ReviewItem.appeal_id == appeal_id, ReviewItem.state == ItemState.OPEN)
