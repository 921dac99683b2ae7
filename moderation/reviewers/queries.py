"""Spot checks, pauses, and opinions that did not last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.posts.models import Post
from moderation.review.consensus import agrees
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import REMOVING, Decision, ItemKind, ItemState
from moderation.reviewers.models import ReviewerPause, SpotCheck

BY_DECISION: Final = "decision"  # what overturned an opinion: a later decision that binds


def check_of(item_id: int) -> SpotCheck | None:
    """The spot check behind an item."""
    return db.session.scalars(select(SpotCheck).where(SpotCheck.item_id == item_id)).one_or_none()


def open_check(member_id: int) -> SpotCheck | None:
    """The spot check that a reviewer has before them."""
    return db.session.scalars(
        select(SpotCheck).where(
            SpotCheck.reviewer_id == member_id, SpotCheck.decided_at.is_(None), SpotCheck.void_at.is_(None)
        )
    ).one_or_none()


def results_since(member_id: int, since: datetime | None) -> list[bool]:
    """How a reviewer's spot checks went since a moment, newest first; what counts for nothing left out."""
    query = select(SpotCheck.passed).where(
        SpotCheck.reviewer_id == member_id, SpotCheck.passed.is_not(None), SpotCheck.void_at.is_(None)
    )
    if since is not None:
        query = query.where(SpotCheck.decided_at > since)
    found = db.session.scalars(query.order_by(SpotCheck.decided_at.desc(), SpotCheck.id.desc()))
    return [bool(each) for each in found]


def pauses_of(member_id: int) -> Sequence[ReviewerPause]:
    """All pauses of a reviewer, newest first."""
    return db.session.scalars(
        select(ReviewerPause)
        .where(ReviewerPause.member_id == member_id)
        .order_by(ReviewerPause.number.desc())
    ).all()


def pause_now(member_id: int | None) -> ReviewerPause | None:
    """The pause that keeps somebody from reviewing at this moment."""
    if member_id is None:
        return None
    now = clock.now()
    return next((each for each in pauses_of(member_id) if each.runs_at(now)), None)


def running_pauses() -> Sequence[ReviewerPause]:
    """Who pauses at this moment, with the members."""
    now = clock.now()
    found = db.session.scalars(
        select(ReviewerPause)
        .where(ReviewerPause.ended_at.is_(None))
        .order_by(ReviewerPause.began_at.desc())
        .options(joinedload(ReviewerPause.member))
    )
    return [each for each in found if each.runs_at(now)]


def lasting_opinions(post_id: int, agreeing_with: str | None) -> list[ReviewDecision]:
    """Opinions on the present text of a post, from items decided before, that a newer outcome contradicts."""
    revision = db.session.get_one(Post, post_id).revision_count
    rows = db.session.scalars(
        select(ReviewDecision)
        .join(ReviewItem, ReviewItem.id == ReviewDecision.item_id)
        .where(
            ReviewItem.post_id == post_id,
            ReviewItem.kind != ItemKind.EDIT,  # opinions on an edit
            ReviewItem.state == ItemState.DECIDED,
            ReviewDecision.revision == revision,
            ReviewDecision.overturned.is_(None),
        )
        .order_by(ReviewDecision.id)
    ).all()
    if agreeing_with is None:
        return [each for each in rows if each.decision in REMOVING]
    newer, sides = Decision(agreeing_with), {Decision.APPROVE, *REMOVING}
    if newer not in sides:  # what was handed on, mended or joined says nothing against anybody
        return []
    return [each for each in rows if each.decision in sides and not agrees(Decision(each.decision), newer)]


def wrongly_overturned(post_id: int) -> list[ReviewDecision]:
    """Opinions on the present text that no binding decision contradicts any more."""
    rows = db.session.execute(
        select(ReviewDecision, ReviewItem)
        .join(ReviewItem, ReviewItem.id == ReviewDecision.item_id)
        .where(
            ReviewItem.post_id == post_id,
            ReviewItem.kind != ItemKind.EDIT,
            ReviewDecision.revision == db.session.get_one(Post, post_id).revision_count,
        )
    ).all()
    sides = {Decision.APPROVE, *REMOVING}
    bound = [
        (Decision(said.decision), said.created_at)
        for said, item in rows
        if said.binding and item.state == ItemState.DECIDED and said.decision in sides
    ]
    return [
        said
        for said, _item in rows
        if said.overturned == BY_DECISION
        and not any(
            at > said.created_at and not agrees(Decision(said.decision), newer) for newer, at in bound
        )
    ]


def leaked_checks() -> list[str]:
    """Spot checks that stand where everybody's items are, or items that pretend to be one: there must be none."""
    states = [ItemState.SPOT_CHECK, ItemState.SPOT_CHECKED]
    has_check = ReviewItem.id.in_(select(SpotCheck.item_id))
    loose = db.session.scalars(select(ReviewItem.id).where(has_check != ReviewItem.state.in_(states)))
    opined = db.session.scalars(
        select(ReviewDecision.item_id).distinct().where(ReviewDecision.item_id.in_(select(SpotCheck.item_id)))
    )
    open_items = db.session.scalars(
        select(SpotCheck.item_id)
        .join(ReviewItem, ReviewItem.id == SpotCheck.item_id)
        .where(
            (SpotCheck.decided_at.is_(None) & SpotCheck.void_at.is_(None))
            != (ReviewItem.state == ItemState.SPOT_CHECK)
        )
    )
    return [
        *(f"review item {each} is a spot check in one place and not in another" for each in loose),
        *(f"review item {each} is a spot check and has opinions that count" for each in opined),
        *(f"spot check of item {each} is open in one place and over in another" for each in open_items),
    ]


def paused_member(pause_id: int) -> Member:
    """Whose pause this is; raises NotFound."""
    pause = db.session.get(ReviewerPause, pause_id)
    if pause is None:
        raise NotFound
    return db.session.get_one(Member, pause.member_id)
