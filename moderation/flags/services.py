"""Reporting posts, taking a report back, and deciding on reports."""

from datetime import datetime

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row, wait_for_turn
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from community.kernel.lengths import fitting
from community.kernel.policy import SYSTEM, Actor, Permission, ensure
from community.kernel.ports import standing_of
from community.kernel.thresholds import threshold, whole
from community.kernel.throttle import limits_are_on
from community.kernel.upsert import insert
from community.kernel.words import N_
from community.posts import queries as post_queries
from community.posts import services as posts
from community.posts.models import Post, PostStatus
from moderation.audit import services as audit
from moderation.flags import base, queries, rules
from moderation.flags.catalogue import REASONS
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState

LONGEST_NOTE = 500
BY_FLAGS = "flags"


def flag(post: Post, reason: str, note: str = "", *, by: Actor) -> int:
    """Report a post; returns the flag's id. Enough weight of several members hides it at once."""
    ensure(by, Permission.FLAG)
    record = queries.record_of(by.id)
    note = fitting(note, LONGEST_NOTE, "note")
    _check(post, reason, note, by, record)
    post_queries.lock(post)
    if not post.is_visible:
        raise Conflict(N_("This post is not public any more."))
    _ensure_news(post, by)
    team = by.is_staff or by.moderates
    joined = db.session.scalars(select(Member.created_at).where(Member.id == by.id)).one()
    young = not team and rules.is_young(joined, by.level, clock.now(), threshold("flag_young_days"))
    statement = insert(Flag).values(
        post_id=post.id,
        flagger_id=by.id,
        reason=reason,
        note=note,
        weight=rules.weight_of(rules.STAFF_LEVEL if team else by.level, *record),
        strong=team or by.level >= rules.STRONG_LEVEL,
        young=young,
        revision=post.revision_count,
        state=FlagState.OPEN,
        created_at=clock.now(),
    )
    flag_id = db.session.scalar(statement.on_conflict_do_nothing().returning(Flag.id))
    if flag_id is None:
        raise Conflict(N_("You reported this already; somebody will look at it."))
    tell(events.FlagRaised(flag_id=flag_id, post_id=post.id, flagger_id=by.id, reason=reason))
    _hide_if_enough(post)
    return int(flag_id)


def _check(post: Post, reason: str, note: str, by: Actor, record: tuple[int, int]) -> None:
    if post.author_id == by.member_id:
        raise NotAllowed(N_("You can edit or delete your own post."))
    if reason not in REASONS:
        raise Invalid(N_("Choose a reason."), field="reason")
    if reason == "other" and not note:
        raise Invalid(N_("Say in a sentence what is wrong."), field="note")
    wait_for_turn(f"flags:{by.member_id}")
    most = rules.reports_a_day(whole("flags_a_day"), *record)
    if limits_are_on() and queries.sent_today(by.id) >= most:
        raise TooMany(
            N_("That is enough reports for one day. Thank you for looking after this place."),
            retry_after=3600,
        )


def _ensure_news(post: Post, by: Actor) -> None:
    """Raise Conflict unless this member has not reported this very text, or took that report back."""
    last = queries.last_flag_by(post.id, by.id)
    if last is None or last.state == FlagState.WITHDRAWN:
        return
    if last.is_open:
        raise Conflict(N_("You reported this already; somebody will look at it."))
    if last.revision >= post.revision_count:
        raise Conflict(
            N_(
                "A moderator has decided on your report of this text. When it is edited, you can report it again."
            )
        )


def _hide_if_enough(post: Post) -> None:
    newcomer = post.author_id is not None and standing_of(post.author_id).level == 0
    reports = queries.reports_on(post)
    if not rules.hides(reports, base.current(), newcomer=newcomer):
        return
    posts.hide(post, BY_FLAGS, by=SYSTEM)
    audit.record(
        "hidden-by-flags",
        f"post:{post.id}",
        by=None,
        member_id=post.author_id,
        reason=BY_FLAGS,
        data={"flags": len(reports), "weight": round(rules.total_weight(reports, base.current()), 1)},
    )


def withdraw(flag_id: int, *, by: Actor) -> Flag:
    """Take one's own report back while nobody has decided. What it has hidden stays so until a person looks."""
    ensure(by, Permission.FLAG)
    found = queries.flag_or_404(flag_id, by)
    if found.flagger_id != by.member_id:
        raise NotFound
    post_queries.post_or_404(found.post_id, for_update=True)  # first the post, as everybody does
    lock_row(found)
    if not found.is_open:
        raise Conflict(N_("This report was decided already."))
    _close(found, FlagState.WITHDRAWN)
    return found


def _close(found: Flag, state: FlagState) -> None:
    found.state, found.decided_at = state, clock.now()
    db.session.flush()
    tell(
        events.FlagClosed(
            flag_id=found.id, post_id=found.post_id, flagger_id=found.flagger_id, how=str(state)
        )
    )


def go_stale(flag_id: int) -> None:
    """Close a report that nobody came to; one that helped to hide the post waits on, for its author's sake."""
    found = db.session.get(Flag, flag_id)
    if found is None:
        return
    post = post_queries.post_or_404(found.post_id, for_update=True)
    lock_row(found)
    lock_row(post)
    if found.is_open and not is_hidden_by_flags(post):
        _close(found, FlagState.STALE)


def resolve(post_id: int, *, upheld: bool, by_id: int | None = None) -> None:
    """Decide all open reports of a post at once, as its review did; nobody is right by their own word."""
    for each in queries.open_flags(post_id):
        if each.flagger_id == by_id:
            _close(each, FlagState.WITHDRAWN)
        else:
            _decide(each, upheld=upheld)


def _decide(found: Flag, *, upheld: bool) -> None:
    found.state = FlagState.UPHELD if upheld else FlagState.DISMISSED
    found.decided_at = clock.now()
    db.session.flush()
    tell(
        events.FlagResolved(
            flag_id=found.id, post_id=found.post_id, flagger_id=found.flagger_id, upheld=upheld
        )
    )


def overturn(post_id: int, *, since: datetime, until: datetime | None = None) -> None:
    """An appeal found the post fine: the reports that were upheld while it was removed were not right after all.

    Those that led to another removal of it stand.
    """
    in_time = Flag.decided_at >= since if until is None else Flag.decided_at.between(since, until)
    upheld = db.session.scalars(
        select(Flag).where(Flag.post_id == post_id, Flag.state == FlagState.UPHELD, in_time).order_by(Flag.id)
    ).all()
    for each in upheld:
        _decide(each, upheld=False)


def reopen(post_id: int, *, since: datetime) -> None:
    """Let the reports of a post that were decided since a moment wait again."""
    for each in db.session.scalars(select(Flag).where(Flag.post_id == post_id, Flag.decided_at >= since)):
        each.state, each.decided_at = FlagState.OPEN, None
        db.session.flush()
        tell(events.FlagReopened(flag_id=each.id, post_id=post_id, flagger_id=each.flagger_id))


def open_weight(post_id: int) -> float:
    """What the open reports of a post weigh together."""
    return rules.total_weight(queries.reports_on(post_queries.post_or_404(post_id)), base.current())


def is_hidden_by_flags(post: Post) -> bool:
    return post.status == PostStatus.HIDDEN and post.hidden_reason == BY_FLAGS
