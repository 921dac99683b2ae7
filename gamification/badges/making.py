"""Making badges on this site, without code: drafts, changes, going live, retiring."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_, select

from community.accounts.models import Member
from community.kernel import clock, events, jobs
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.meanwhile import base_of, ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.tags import queries as tags
from gamification.badges import giving, services, shelf
from gamification.badges.models import CustomBadge, CustomState
from gamification.badges.rehearsals import proposed
from gamification.badges.typed import Given, checked

SMALL_SITE: Final = 5_000  # members; on larger ones a job looks back, so that nobody waits for it
JOB: Final = "badges.look-back"
_NOT_TYPED: Final = frozenset(
    "id state changes to_give given made_by_id made_at changed_at live_at retired_at".split()
)


def make(given: Given, *, by: Actor) -> CustomBadge:
    """A new draft, given to nobody yet. Raises Invalid, Conflict."""
    ensure(by, Permission.MANAGE_BADGES)
    values, now = _checked(given), clock.now()
    made = insert_once(
        CustomBadge,
        **values,
        state=CustomState.DRAFT,
        to_give=0,
        given=0,
        made_by_id=by.id,
        made_at=now,
        changed_at=now,
    )
    if not made:
        raise Conflict(
            N_("There is a badge “%(slug)s” already; take another short name."),
            field="slug",
            slug=values["slug"],
        )
    _told(values["slug"], "made", by)
    return custom_or_404(values["slug"])


def base_of_badge(badge: CustomBadge) -> str:
    """What the form of a badge is filled with, in short."""
    return base_of({name: value for name, value in proposed(badge).items() if name not in _NOT_TYPED})


def change(badge: CustomBadge, given: Given, *, by: Actor, base: str | None = None) -> None:
    """Change a draft at once; what was live before keeps its rule until the change goes live as well.

    Conflict is raised where it is no longer what the admin saw, which `base` says.
    """
    ensure(by, Permission.MANAGE_BADGES)
    _lock(badge)
    values, before = _checked({**given, "slug": badge.slug}), base_of_badge(badge)
    if badge.state == CustomState.DRAFT:
        for name, value in values.items():
            setattr(badge, name, value)
    else:
        found = {name: value for name, value in values.items() if value != getattr(badge, name)}
        badge.changes = found or None
    then = base_of_badge(badge)
    ensure_unchanged(base, before, then)
    if then == before:
        return
    badge.changed_at = clock.now()
    db.session.flush()
    _told(badge.slug, "changed", by)


def go_live(badge: CustomBadge, *, by: Actor, rehearsed: datetime | None = None) -> None:
    """Give the badge from now on, and to everyone whose past has earned it; with what was changed, if anything.

    `rehearsed` is the state of the badge that a rehearsal showed: what was changed since is not let through.
    """
    ensure(by, Permission.MANAGE_BADGES)
    _lock(badge)
    if rehearsed is not None and rehearsed != badge.changed_at:
        raise Conflict(N_("The badge was changed meanwhile; please look at the rehearsal again."))
    if badge.state == CustomState.LIVE and not badge.changes:
        raise Conflict(N_("This badge is live already, and nothing about it was changed."))
    _checked(proposed(badge))
    for name, value in (badge.changes or {}).items():
        setattr(badge, name, value)
    now = clock.now()
    badge.changes, badge.state, badge.retired_at = None, CustomState.LIVE, None
    badge.live_at = badge.live_at or now
    badge.changed_at, badge.to_give, badge.given = now, 0, 0
    db.session.flush()
    giving.follow_tier(badge.slug, badge.tier)
    _told(badge.slug, "live", by)
    if (db.session.scalar(select(func.count()).select_from(Member)) or 0) <= SMALL_SITE:
        badge.given = badge.to_give = services.look_back(shelf.as_badge(shelf.row_of(badge)))
    else:
        # A job of its own each time: one at work for the former rule ends without having seen this one.
        jobs.enqueue(JOB, {"badge": badge.slug}, key=f"{JOB}:{badge.slug}:{now:%Y%m%dT%H%M%S.%f}")


def retire(badge: CustomBadge, *, by: Actor) -> None:
    """Give it to nobody any more; who has it keeps it. Raises Conflict for what was never live."""
    ensure(by, Permission.MANAGE_BADGES)
    _lock(badge)
    if badge.state != CustomState.LIVE:
        raise Conflict(N_("Only a badge that is live can be retired."))
    badge.state, badge.retired_at, badge.changed_at = CustomState.RETIRED, clock.now(), clock.now()
    db.session.flush()
    _told(badge.slug, "retired", by)


def discard(badge: CustomBadge, *, by: Actor) -> None:
    """Throw a draft away, or the change of a badge that is or was live."""
    ensure(by, Permission.MANAGE_BADGES)
    _lock(badge)
    if badge.state == CustomState.DRAFT:
        db.session.delete(badge)
    else:
        badge.changes, badge.changed_at = None, clock.now()
    db.session.flush()
    _told(badge.slug, "discarded", by)


def look_back(payload: Any) -> None:
    """The job of a large site: give what the past has earned, a few hundred awards at a time, and say how far it is."""
    slug = str(payload["badge"])
    badge = shelf.live_one(slug)
    if badge is not None:  # not retired meanwhile
        services.look_back(
            badge,
            report=lambda given, of: _progress(slug, given, of),
            holds=lambda: shelf.live_one(slug, held=True) == badge,
        )


def _progress(slug: str, given: int, of: int) -> None:
    with unit_of_work():
        row = db.session.scalar(select(CustomBadge).filter_by(slug=slug))
        if row is not None:
            row.given, row.to_give = given, of


def custom_or_none(slug: str) -> CustomBadge | None:
    """A badge that was made on this site, whatever its state."""
    query = select(CustomBadge).filter_by(slug=slug)
    return db.session.scalar(query.execution_options(populate_existing=True))


def custom_or_404(slug: str) -> CustomBadge:
    """The same where there must be one. Raises NotFound."""
    found = custom_or_none(slug)
    if found is None:
        raise NotFound
    return found


def not_live() -> Sequence[CustomBadge]:
    """Drafts, badges with changes that are not live, and retired ones: what an admin may want to see to."""
    waits = or_(CustomBadge.state != CustomState.LIVE, CustomBadge.changes.is_not(None))
    found = db.session.scalars(select(CustomBadge).where(waits).order_by(CustomBadge.changed_at.desc()))
    return [badge for badge in found if badge.state != CustomState.LIVE or badge.changes]


def _checked(given: Given) -> dict[str, Any]:
    values = checked(given)
    if values["tag"]:
        try:
            values["tag"] = tags.tag_or_404(values["tag"]).name
        except NotFound:
            raise Invalid(N_("There is no tag “%(tag)s”."), field="tag", tag=values["tag"]) from None
    return values


def _lock(badge: CustomBadge) -> None:
    lock_row(badge)


def _told(slug: str, act: str, by: Actor) -> None:
    tell(events.CustomBadgeChanged(badge=slug, act=act, by_id=by.id))
