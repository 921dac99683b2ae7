"""The block of the front page for who reviews: what waits by kind, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from community.kernel.blocks import Block, Rows
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.words import N_
from moderation.review import conditions, listing
from moderation.review.models import ReviewItem

LOOKED_AT: Final = 500  # of a longer queue the most urgent ones speak


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many items of each kind wait (`more`: and others), and since when the oldest of all does."""

    kinds: Mapping[str, int]
    oldest: datetime | None
    more: bool

    @property
    def count(self) -> int:
        return sum(self.kinds.values())


def waiting(actor: Actor, _rows: Rows) -> Waiting:
    """What waits in the queue that `actor` can open, in one statement."""
    these = conditions.waits(), *listing.openable(actor)
    oldest = select(func.min(ReviewItem.created_at)).where(*these).scalar_subquery()
    some = (
        select(ReviewItem.kind)
        .where(*these)
        .order_by(ReviewItem.rank_at, ReviewItem.id)
        .limit(LOOKED_AT)
        .subquery()
    )
    counted = select(some.c.kind, func.count().label("count")).group_by(some.c.kind).subquery()
    rows = db.session.execute(
        select(counted.c.kind, counted.c.count, oldest).order_by(counted.c.count.desc(), counted.c.kind)
    ).all()
    kinds = {row[0]: row[1] for row in rows}
    return Waiting(kinds, rows[0][2] if rows else None, sum(kinds.values()) >= LOOKED_AT)


BLOCK: Final = Block(
    slug="review",
    title=N_("To review"),
    about=N_("What waits for a decision, by kind, and since when"),
    template="moderation/review/_front.html",
    place=14,
    seen_by=lambda actor: may(actor, Permission.REVIEW),
    read=waiting,
)
