"""Reports on a post, and the record of those who report."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from community.kernel.db import db
from community.posts.models import Post
from moderation.flags.models import Flag


def flags_on(post_id: int) -> Sequence[Flag]:
    """All reports of a post, oldest first, with who made them."""
    return db.session.scalars(
        select(Flag).where(Flag.post_id == post_id).order_by(Flag.id).options(joinedload(Flag.flagger))
    ).all()


def open_flags(post_id: int) -> Sequence[Flag]:
    return db.session.scalars(select(Flag).where(Flag.post_id == post_id, Flag.upheld.is_(None))).all()


def record_of(member_id: int) -> tuple[int, int]:
    """How many of a member's decided reports were upheld, and how many were decided."""
    upheld, decided = db.session.execute(
        select(func.count().filter(Flag.upheld.is_(True)), func.count()).where(
            Flag.flagger_id == member_id, Flag.upheld.is_not(None)
        )
    ).one()
    return upheld, decided


def flag_by(post_id: int, member_id: int) -> Flag | None:
    return db.session.scalars(select(Flag).filter_by(post_id=post_id, flagger_id=member_id)).one_or_none()


def upheld_against(member_id: int) -> int:
    """How many reports of this member's posts were upheld."""
    query = (
        select(func.count())
        .select_from(Flag)
        .join(Post, Post.id == Flag.post_id)
        .where(Post.author_id == member_id, Flag.upheld.is_(True))
    )
    return db.session.scalar(query) or 0


def flaggers_of(post_ids: Collection[int]) -> frozenset[int]:
    """Who has reported one of these posts."""
    return frozenset(db.session.scalars(select(Flag.flagger_id).where(Flag.post_id.in_(post_ids))))
