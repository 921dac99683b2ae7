"""What the moderators of a grown community have looked at, and what waits for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from sqlalchemy import func, select

from community.answers.models import Answer
from community.comments.models import Comment
from community.imports.growth import bulk
from community.imports.growth.parts import Ground
from community.imports.growth.people import Person
from community.kernel.db import table_of
from community.kernel.policy import Role
from community.posts.models import Post, PostStatus
from community.posts.rules import SPAM_REASONS
from moderation.review import weights
from moderation.review.opening import found_text
from moderation.review.rules import Decision, ItemKind, ItemState

LATELY: Final = timedelta(days=4)
WAITING: Final = 0.12  # of what came lately and is seen
LOOKED_AT: Final = 0.03  # of what came before
FINDINGS: Final = {
    ItemKind.SPAM: ("spam", "links"),
    ItemKind.LOW_QUALITY: ("too-short",),
    ItemKind.DUPLICATE: ("near-duplicate",),
    ItemKind.FIRST_POST: ("first-posts",),
}

post, answer, comment = map(table_of, (Post, Answer, Comment))


class Desk:
    """Numbers items from one, and draws who decided."""

    def __init__(self, ground: Ground) -> None:
        self._numbers = count(1)
        self._chance = ground.chance("review")
        self._end = ground.end
        self._moderators: Sequence[Person] = [each for each in ground.staff if each.role == Role.MODERATOR]

    def item(self, row: Any) -> dict[str, Any] | None:
        """The review item of a post; None where nobody needs to look, or needed to."""
        draw = self._chance.random()
        recent = self._end - row.created_at < LATELY
        if row.status == PostStatus.HELD:
            return self._waits(row, held=True)
        if row.status == PostStatus.HIDDEN:
            spam = row.hidden_reason in SPAM_REASONS
            decided = Decision.SPAM if spam else Decision.REFUSE
            return self._decided(row, decided, row.hidden_by_id, row.hidden_at)
        if recent and draw < WAITING:
            return self._waits(row, held=False)
        if not recent and draw < LOOKED_AT:
            moderator = self._moderators[int(self._chance.random() * len(self._moderators))]
            at = row.created_at + timedelta(minutes=10 + int(draw / LOOKED_AT * 1_000))
            return self._decided(row, Decision.APPROVE, moderator.id, at)
        return None

    def _waits(self, row: Any, *, held: bool) -> dict[str, Any]:
        kind = list(FINDINGS)[int(self._chance.random() * len(FINDINGS))]
        return self._item(row, kind, ItemState.OPEN, held=held)

    def _decided(self, row: Any, decision: Decision, by_id: int, at: datetime) -> dict[str, Any]:
        kind = ItemKind.SPAM if decision is Decision.SPAM else ItemKind.FIRST_POST
        return self._item(row, kind, ItemState.DECIDED, held=False) | {
            "decision": str(decision),
            "decided_by_id": by_id,
            "decided_at": at,
        }

    def _item(self, row: Any, kind: ItemKind, state: ItemState, *, held: bool) -> dict[str, Any]:
        found = list(FINDINGS[kind])
        parts = weights.parts_of(kind, found, held=held)
        priority = weights.priority_of(parts)
        return {
            "id": next(self._numbers),
            "post_id": row.id,
            "kind": str(kind),
            "state": str(state),
            "findings": found,
            "author_id": row.author_id,
            "thread_id": row.thread_id,
            "lang": row.lang,
            "held": held,
            "found": found_text(found),
            "priority": priority,
            "parts": parts,
            "rank_at": weights.rank_at(row.created_at, priority),
            "created_at": row.created_at,
        }


def look(ground: Ground) -> None:
    """Write the items, and of those that are decided the decision."""
    desk = Desk(ground)
    query = (
        select(
            post.c.id,
            post.c.author_id,
            post.c.status,
            post.c.lang,
            post.c.created_at,
            post.c.hidden_at,
            post.c.hidden_by_id,
            post.c.hidden_reason,
            func.coalesce(answer.c.question_id, comment.c.question_id, post.c.id).label("thread_id"),
        )
        .outerjoin(answer, answer.c.id == post.c.id)
        .outerjoin(comment, comment.c.id == post.c.id)
    )
    for some in bulk.pages(ground.connection, query, post.c.id):
        items = [item for row in some if (item := desk.item(row))]
        ground.write("review_items", items)
        ground.write("review_decisions", [_decision(item) for item in items if "decision" in item])


def _decision(item: dict[str, Any]) -> dict[str, Any]:
    refused = item["decision"] == Decision.REFUSE
    return {
        "item_id": item["id"],
        "reviewer_id": item["decided_by_id"],
        "decision": item["decision"],
        "reason": "off-topic" if refused else None,
        "binding": True,
        "seconds": 30.0,
        "created_at": item["decided_at"],
    }
