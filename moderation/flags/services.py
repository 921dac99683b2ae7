"""Reporting posts, and deciding on reports."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, TooMany
from community.kernel.policy import SYSTEM, Actor, Permission, ensure
from community.kernel.thresholds import threshold, whole
from community.kernel.throttle import limits_are_on
from community.kernel.upsert import insert
from community.kernel.words import N_
from community.posts import queries as post_queries
from community.posts import services as posts
from community.posts.models import Post, PostStatus
from moderation.flags import queries, rules
from moderation.flags.catalogue import REASONS
from moderation.flags.models import Flag

LONGEST_NOTE = 500
BY_FLAGS = "flags"


def flag(post: Post, reason: str, note: str = "", *, by: Actor) -> int:
    """Report a post, once; returns the flag's id. Enough weight of several members hides it at once."""
    ensure(by, Permission.FLAG)
    _check(post, reason, note, by)
    post = post_queries.post_or_404(post.id, for_update=True)
    db.session.refresh(post)
    if not post.is_visible:
        raise Conflict(N_("This post is not public any more."))
    upheld, decided = queries.record_of(by.id)
    level = rules.STAFF_LEVEL if by.is_staff or by.moderates else by.level
    statement = insert(Flag).values(
        post_id=post.id,
        flagger_id=by.id,
        reason=reason,
        note=note.strip()[:LONGEST_NOTE],
        weight=rules.weight_of(level, upheld, decided),
        created_at=clock.now(),
    )
    flag_id = db.session.scalar(statement.on_conflict_do_nothing().returning(Flag.id))
    if flag_id is None:
        raise Conflict(N_("You reported this already; somebody will look at it."))
    tell(events.FlagRaised(flag_id=flag_id, post_id=post.id, flagger_id=by.id, reason=reason))
    _hide_if_enough(post)
    return int(flag_id)


def _check(post: Post, reason: str, note: str, by: Actor) -> None:
    if post.author_id == by.member_id:
        raise NotAllowed(N_("You can edit or delete your own post."))
    if reason not in REASONS:
        raise Invalid(N_("Choose a reason."), field="reason")
    if reason == "other" and not note.strip():
        raise Invalid(N_("Say in a sentence what is wrong."), field="note")
    since = clock.now() - timedelta(days=1)
    today = db.session.scalar(
        select(func.count()).select_from(Flag).where(Flag.flagger_id == by.id, Flag.created_at > since)
    )
    if limits_are_on() and (today or 0) >= whole("flags_a_day"):
        raise TooMany(N_("That is enough reports for one day. Thank you for looking after this place."))


def _hide_if_enough(post: Post) -> None:
    waiting = queries.open_flags(post.id)
    weight = sum(each.weight for each in waiting)
    if rules.hides(weight, len(waiting), threshold("flag_base")):
        posts.hide(post, BY_FLAGS, by=SYSTEM)


def resolve(post_id: int, *, upheld: bool) -> None:
    """Decide all open reports of a post at once, as its review did."""
    for each in queries.open_flags(post_id):
        each.upheld = upheld
        each.decided_at = clock.now()
        db.session.flush()
        tell(events.FlagResolved(flag_id=each.id, post_id=post_id, flagger_id=each.flagger_id, upheld=upheld))


def reopen(post_id: int, *, since: datetime) -> None:
    """Let the reports of a post that were decided since a moment wait again."""
    for each in db.session.scalars(select(Flag).where(Flag.post_id == post_id, Flag.decided_at >= since)):
        each.upheld = each.decided_at = None
        db.session.flush()
        tell(events.FlagReopened(flag_id=each.id, post_id=post_id, flagger_id=each.flagger_id))


def open_weight(post_id: int) -> float:
    return sum(each.weight for each in queries.open_flags(post_id))


def is_hidden_by_flags(post: Post) -> bool:
    return post.status == PostStatus.HIDDEN and post.hidden_reason == BY_FLAGS
