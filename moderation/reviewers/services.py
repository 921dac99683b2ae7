"""Checking reviewers now and then, and letting careless ones pause."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from community.accounts.queries import locked
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.lengths import fitting
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.secret_links import word_of
from community.kernel.thresholds import threshold, whole
from community.kernel.words import N_
from community.posts.models import Post, PostStatus
from moderation.audit import services as audit
from moderation.flags.queries import flags_on
from moderation.review import claiming, weights
from moderation.review.entitled import binds
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import ItemKind, ItemState
from moderation.reviewers import choosing, copies, queries, rules
from moderation.reviewers.models import ReviewerPause, SpotCheck
from moderation.reviewers.rules import Basis, Expected
from moderation.triage import pii

OWN: Final = frozenset(
    {"id", "state", "claimed_by_id", "claimed_until", "decision", "decided_by_id", "decided_at", "undo"}
    | {"created_at", "rank_at", "suggestion_id", "disputed"}
)
LONGEST_WORDS: Final = 500


def serve(by: Actor, skipped: Sequence[int], instead_of: ReviewItem) -> ReviewItem | None:
    """The item of a spot check, when it is this reviewer's turn and a fitting one is at hand."""
    if binds(by):
        return None
    locked(by.id)  # two tabs at once get one check
    waiting = queries.open_check(by.id)
    if waiting is not None and waiting.item_id not in skipped and _still_stands(waiting):
        return db.session.get_one(ReviewItem, waiting.item_id)
    if waiting is not None:
        void(waiting)
    chance = _chance(by.id)
    if not rules.is_due(chance, whole("spot_check_every")):
        return None
    chosen = choosing.choose(by.id, chance)
    return _make(by.id, *chosen, instead_of) if chosen else None


def _chance(member_id: int) -> int:
    """A number that is the same until the reviewer has decided again, and that nobody can know beforehand."""
    decided = db.session.scalar(
        select(func.count()).select_from(ReviewDecision).where(ReviewDecision.reviewer_id == member_id)
    )
    checks = db.session.scalar(
        select(func.count()).select_from(SpotCheck).where(SpotCheck.reviewer_id == member_id)
    )
    word = word_of(f"spot-check:{member_id}:{decided}:{checks}")
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:6])


def _make(
    reviewer_id: int, source: ReviewItem, expected: Expected, basis: Basis, instead_of: ReviewItem
) -> ReviewItem:
    post = db.session.get_one(Post, source.post_id)
    now = clock.now()
    copied = {
        column.name: getattr(source, column.name)
        for column in ReviewItem.__table__.columns
        if column.name not in OWN
    }
    since = weights.as_urgent_as(instead_of.created_at, instead_of.priority, source.priority)
    item = ReviewItem(
        **copied,
        state=ItemState.SPOT_CHECK,
        claimed_by_id=reviewer_id,
        claimed_until=now,
        created_at=since,
        rank_at=weights.rank_at(since, source.priority),
    )
    db.session.add(item)
    db.session.flush()
    reported = source.kind == ItemKind.FLAG
    db.session.add(
        SpotCheck(
            item_id=item.id,
            reviewer_id=reviewer_id,
            post_id=post.id,
            source_id=source.id,
            expected=expected,
            basis=basis,
            reason=_reason_of(source),
            flags=_flags_then(post, source) if reported else [],
            served_at=now,
            **copies.taken_from(post, source),
        )
    )
    db.session.flush()
    return item


def _reason_of(source: ReviewItem) -> str | None:
    """The reason that the deciding reviewer gave."""
    return db.session.scalars(
        select(ReviewDecision.reason)
        .where(ReviewDecision.item_id == source.id, ReviewDecision.decision == source.decision)
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    ).first()


def _flags_then(post: Post, source: ReviewItem) -> list[dict[str, str]]:
    return [
        {"reason": each.reason, "note": pii.masked(each.note)}
        for each in flags_on(post.id)
        if source.decided_at is not None and each.created_at <= source.decided_at
    ]


def _still_stands(check: SpotCheck) -> bool:
    """Whether what a check shows may still be shown: its author is here and has not deleted it."""
    post = db.session.get(Post, check.post_id)
    return post is not None and post.status != PostStatus.DELETED


def void(check: SpotCheck) -> None:
    """Drop a check that is open; it counts for nothing."""
    if check.is_open:
        check.void_at = clock.now()
        db.session.get_one(ReviewItem, check.item_id).state = ItemState.SPOT_CHECKED
        db.session.flush()


def forget_copies(post_ids: Sequence[int]) -> None:
    """Empty the copies of posts that their authors took away, and drop the checks that still show them."""
    for check in db.session.scalars(select(SpotCheck).where(SpotCheck.post_id.in_(post_ids))):
        check.title = check.body_markdown = check.body_html = ""
        check.findings, check.flags = [], []
        void(check)
    db.session.flush()


def checked(item: ReviewItem, opinion: Opinion, by: Actor) -> None:
    """Take a reviewer's decision on a spot check, and see whether a pause is needed. The post stays as it is."""
    check = queries.check_of(item.id)
    if check is None or not check.is_open:
        raise Conflict(N_("This was decided already."))
    check.decision, check.decided_at = opinion.decision, clock.now()
    check.passed = rules.passes(opinion.decision, Expected(check.expected))
    check.seconds = claiming.seconds_spent(item)
    item.state, item.decision = ItemState.SPOT_CHECKED, opinion.decision
    item.decided_by_id, item.decided_at = by.id, clock.now()
    db.session.flush()
    _pause_if_careless(by.id)


def _pause_if_careless(member_id: int) -> None:
    past = queries.pauses_of(member_id)
    results = queries.results_since(member_id, past[0].began_at if past else None)
    pause = rules.pause_after(
        results,
        len(past),
        failed=whole("spot_checks_failed"),
        of=whole("spot_checks_of"),
        days=(threshold("reviewer_pause_days"), threshold("reviewer_second_pause_days")),
    )
    if pause is None:
        return
    now = clock.now()
    looked_at = results[: whole("spot_checks_of")]
    row = ReviewerPause(
        member_id=member_id,
        number=pause.number,
        failed=sum(not each for each in looked_at),
        checks=len(looked_at),
        began_at=now,
        until=now + pause.length if pause.length is not None else None,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "reviewer-paused",
        f"member:{member_id}",
        by=None,
        member_id=member_id,
        reason="spot-checks",
        data={"number": row.number, "failed": row.failed, "of": row.checks},
    )
    days = (pause.length or timedelta()).days
    tell(events.ReviewerPaused(member_id=member_id, pause_id=row.id, number=row.number, days=days))


def end_pause(pause_id: int, words: str, *, by: Actor) -> ReviewerPause:
    """End somebody's pause early, with a word about why; nobody ends their own."""
    ensure(by, Permission.SUSPEND)
    pause = db.session.get(ReviewerPause, pause_id, with_for_update=ROW_LOCK)
    if pause is None or pause.member_id == by.member_id:
        raise NotFound
    if not pause.runs_at(clock.now()):
        raise Conflict(N_("This pause is over already."))
    words = fitting(words, LONGEST_WORDS, "words")
    if not words:
        raise Invalid(N_("Say in a sentence why."), field="words")
    pause.ended_at, pause.ended_by_id, pause.words = clock.now(), by.id, words
    db.session.flush()
    audit.record(
        "reviewer-resumed", f"member:{pause.member_id}", by=by, member_id=pause.member_id, reason=pause.words
    )
    tell(
        events.ReviewerResumed(member_id=pause.member_id, pause_id=pause.id, reason=pause.words, by_id=by.id)
    )
    return pause


def overturn(post_id: int, by_what: str, *, agreeing_with: str | None = None) -> None:
    """Note that what reviewers last decided about this text did not last.

    `agreeing_with` is the newer decision: who had said the same is right after all. None: an appeal was
    granted, so removing it was wrong.
    """
    for decision in queries.lasting_opinions(post_id, agreeing_with):
        decision.overturned = by_what
    db.session.flush()


def uphold_again(post_id: int) -> None:
    """A binding decision was taken back: who had decided otherwise is right again, unless another one stands."""
    for decision in queries.wrongly_overturned(post_id):
        decision.overturned = None
    db.session.flush()
