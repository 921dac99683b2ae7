"""Deciding on an appeal, and undoing exactly what the sanction did."""

from dataclasses import dataclass

from community.accounts import queries as accounts
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Actor
from community.kernel.words import N_
from community.posts import queries as posts_there
from community.posts import services as posts
from community.posts.models import Post, PostStatus
from community.posts.rules import BY_AUTHOR
from moderation.appeals import queries, rules, services
from moderation.appeals.models import Appeal
from moderation.appeals.rules import AppealState, Outcome
from moderation.audit import services as audit
from moderation.review import opening
from moderation.sanctions import ending
from moderation.sanctions import queries as sanctions
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import End, Kind


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided, and why; `days` is how long a sanction lasts in all when it is shortened.

    `heard` is how much had been asked and answered for whoever decides.
    """

    outcome: Outcome
    reason: str
    days: int | None = None
    heard: int | None = None


def decide(appeal_id: int, ruling: Ruling, *, by: Actor) -> Appeal:
    """Decide on an appeal that one holds. Raises Conflict when it was taken back or decided meanwhile."""
    seen = queries.visible_or_404(appeal_id, by)
    services.ensure_may_decide(seen, by)
    _lock_what_it_touches(seen)
    found = services.locked(appeal_id)
    services.ensure_claimed(found, by)
    if ruling.heard is not None and len(queries.messages_of(appeal_id)) > ruling.heard:
        raise Conflict(
            N_("An answer has come since you opened this, so nothing is decided yet. Read it, then decide.")
        )
    reason = services.checked(ruling.reason, longest=rules.LONGEST_REASON, field="reason")
    if ruling.outcome is Outcome.PARTLY:
        _shorten(found.sanction, ruling.days, reason, by)
    elif ruling.outcome is Outcome.GRANTED:
        _undo(found.sanction, reason, by)
    _write_down(found, ruling.outcome, reason, by)
    return found


def _lock_what_it_touches(seen: Appeal) -> None:
    """Posts before people before appeals: whoever removes, lifts or closes locks in this order, too."""
    if seen.sanction.on_post:
        post = db.session.get(Post, seen.sanction.about_id)
        if post is not None:
            posts_there.lock(post)
    accounts.locked(seen.member_id)


def _shorten(sanction: Sanction, days: int | None, reason: str, by: Actor) -> None:
    """Let a limit or a suspension end earlier than was said."""
    if sanction.kind not in {Kind.LIMIT, Kind.SUSPEND} or not sanction.active:
        raise Conflict(N_("Only a limit or a suspension that still holds can be shortened."))
    held, member = ending.held(sanction.id)
    now = clock.now()
    if days is None or days < 1:
        raise Invalid(N_("Say for how many days in all."), field="days")
    until = ending.until_of(held, days)
    if until <= now or (held.until is not None and until >= held.until):
        raise Invalid(
            N_("Choose an end that is earlier than now said and not yet over; else grant or refuse."),
            field="days",
        )
    held.until = until
    ending.tell_change(held, member, words=reason, by=by, act="sanction-shortened")


def _undo(sanction: Sanction, reason: str, by: Actor) -> None:
    """Strike the sanction: it counts for nothing any more, and what it took is given back."""
    if sanction.active:
        held, member = ending.held(sanction.id)
        ending.end(held, member, End.GRANTED, by=by, words=reason)
    else:
        sanction.struck = True
        db.session.flush()
    if sanction.on_post:
        post = db.session.get(Post, sanction.about_id)
        if post is not None and post.status != PostStatus.PUBLISHED:
            _give_back(post, by, dropped=sanction.dropped_at is not None)


def _give_back(post: Post, by: Actor, *, dropped: bool) -> None:
    """Publish a post again, unless its author deleted it meanwhile: then it is theirs, and as deleted as before."""
    if post.status == PostStatus.DELETED and post.hidden_reason == BY_AUTHOR:
        return
    posts.release(post, by=by)
    if dropped and post.author_id is not None:
        posts.delete(post, by=Actor(member_id=post.author_id, confirmed=True))


def _write_down(found: Appeal, outcome: Outcome, reason: str, by: Actor) -> None:
    found.state, found.answer = AppealState(outcome), reason
    found.decided_by_id, found.decided_at, found.waiting_since = by.id, clock.now(), None
    db.session.flush()
    opening.close_appeal(found.id, outcome, by=by)
    audit.record(
        f"appeal-{outcome}",
        f"appeal:{found.id}",
        by=by,
        member_id=found.member_id,
        reason=found.sanction.reason,
        data={"sanction": found.sanction_id, "words": reason},
    )
    tell(
        events.AppealDecided(
            appeal_id=found.id,
            sanction_id=found.sanction_id,
            post_id=found.sanction.about_id or None,
            member_id=found.member_id,
            granted=outcome is Outcome.GRANTED,
            by_id=by.id,
            removed_at=sanctions.removed_at(found.sanction) if found.sanction.on_post else None,
            returned_at=found.sanction.ended_at if found.sanction.on_post else None,
        )
    )
