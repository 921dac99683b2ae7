"""Which item a reviewer gets next."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.thresholds import whole
from community.kernel.upsert import insert_once
from moderation.review import conditions, weights
from moderation.review.filters import Filter
from moderation.review.models import ReviewItem, ReviewSkip

LATELY: Final = timedelta(hours=1)  # what was decided before this has been slept on


def next_for(member_id: int, skipped: Sequence[int] = (), wanted: Filter | None = None) -> ReviewItem | None:
    """The most urgent item that this reviewer may take now; after a few heavy ones in a row, something else."""
    if weights.needs_a_rest(_latest(member_id), whole("heavy_in_a_row")):
        light = [~ReviewItem.found.contains(f"|{each}|") for each in sorted(weights.HEAVY)]
        found = _first(member_id, skipped, wanted, light)
        if found is not None:
            return found
    return _first(member_id, skipped, wanted, [])


def _first(
    member_id: int, skipped: Sequence[int], wanted: Filter | None, more: list[ColumnElement[bool]]
) -> ReviewItem | None:
    chosen = conditions.of(wanted, member_id) if wanted else []
    if wanted and wanted.kind:
        chosen.append(ReviewItem.kind == wanted.kind)
    passed = exists().where(ReviewSkip.item_id == ReviewItem.id, ReviewSkip.member_id == member_id)
    return db.session.scalars(
        select(ReviewItem)
        .where(
            conditions.waits(),
            ReviewItem.post_id.is_not(None),
            ReviewItem.author_id.is_distinct_from(member_id),
            ReviewItem.id.not_in(skipped),
            free_for(member_id),
            ~passed,
            *chosen,
            *more,
        )
        .order_by(ReviewItem.rank_at, ReviewItem.id)
        .limit(1)
    ).first()


def free_for(member_id: int) -> ColumnElement[bool]:
    """Nobody else holds it now."""
    return or_(
        ReviewItem.claimed_until.is_(None),
        ReviewItem.claimed_until <= clock.now(),
        ReviewItem.claimed_by_id == member_id,
    )


def _latest(member_id: int) -> list[bool]:
    """Whether this reviewer's latest decisions were heavy, the newest first."""
    findings = db.session.scalars(
        select(ReviewItem.findings)
        .where(ReviewItem.decided_by_id == member_id, ReviewItem.decided_at > clock.now() - LATELY)
        .order_by(ReviewItem.decided_at.desc())
        .limit(whole("heavy_in_a_row"))
    )
    return [weights.is_heavy(each) for each in findings]


def pass_over(item_id: int, member_id: int) -> None:
    """Not for me: offer this item to others. It costs nothing and nobody counts it."""
    insert_once(ReviewSkip, item_id=item_id, member_id=member_id, created_at=clock.now())
