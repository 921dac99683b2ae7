"""Finding sanctions, and what must always be true of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member, MemberStatus
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Permission, may
from community.kernel.restraints import WARNED
from community.kernel.thresholds import threshold
from moderation.review.models import ReviewItem
from moderation.sanctions import rules
from moderation.sanctions.models import Sanction, SanctionPost
from moderation.sanctions.rules import Kind, Past


def sanction_or_404(sanction_id: int) -> Sanction:
    """The sanction with its member and who imposed it; raises NotFound."""
    found = db.session.scalars(
        select(Sanction)
        .where(Sanction.id == sanction_id)
        .options(joinedload(Sanction.member), joinedload(Sanction.imposed_by))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def visible_or_404(sanction_id: int, by: Actor) -> Sanction:
    """The same for the member whom it concerns, and for those who moderate; nobody else knows of it."""
    found = sanction_or_404(sanction_id)
    if found.member_id != by.member_id and not may(by, Permission.SUSPEND):
        raise NotFound
    return found


def active_of(member_id: int) -> Sequence[Sanction]:
    """What holds for a member by the record, oldest first."""
    return db.session.scalars(
        select(Sanction)
        .where(Sanction.member_id == member_id, Sanction.ended_at.is_(None))
        .order_by(Sanction.id)
    ).all()


def active(member_id: int, kind: Kind, what: str = "", about_id: int = 0) -> Sanction | None:
    """The one sanction of a kind that holds now."""
    return db.session.scalars(
        select(Sanction)
        .where(
            Sanction.member_id == member_id,
            Sanction.kind == kind,
            Sanction.what == what,
            Sanction.about_id == about_id,
            Sanction.ended_at.is_(None),
        )
        .options(joinedload(Sanction.imposed_by))
    ).one_or_none()


def removal_of(post_id: int) -> Sanction | None:
    """The removal that keeps a post out of sight, if one does."""
    return db.session.scalars(
        select(Sanction).where(
            Sanction.about_id == post_id, Sanction.kind == Kind.REMOVAL, Sanction.ended_at.is_(None)
        )
    ).one_or_none()


def removed_at(removal: Sanction) -> datetime:
    """When what took the post away began: a review decides on it a moment before or after the post goes."""
    decided = db.session.scalar(select(ReviewItem.decided_at).where(ReviewItem.id == removal.item_id))
    return min(removal.imposed_at, decided or removal.imposed_at)


def sanctions_of(member_id: int) -> Sequence[Sanction]:
    """Everything that was ever done about a member, newest first."""
    return db.session.scalars(
        select(Sanction)
        .where(Sanction.member_id == member_id)
        .order_by(Sanction.id.desc())
        .options(joinedload(Sanction.imposed_by))
    ).all()


def posts_of(sanction_id: int) -> Sequence[SanctionPost]:
    """The copies of the posts that led to a sanction."""
    return db.session.scalars(
        select(SanctionPost).where(SanctionPost.sanction_id == sanction_id).order_by(SanctionPost.id)
    ).all()


def history(sanctions: Iterable[Sanction]) -> list[Past]:
    """What the ladder looks at in all that was done about a member: everything but what an appeal struck."""
    now = clock.now()
    return [
        Past(Kind(each.kind), (now - each.imposed_at) / timedelta(days=1))
        for each in sanctions
        if not each.struck
    ]


def appeal_until(sanction: Sanction) -> datetime:
    """Until when the member may appeal."""
    return rules.window_end(sanction.imposed_at, threshold("appeal_window_days"))


def due(now: datetime) -> Sequence[int]:
    """Sanctions whose time is over and whose end nobody has written down."""
    return db.session.scalars(
        select(Sanction.id).where(Sanction.ended_at.is_(None), Sanction.until <= now).order_by(Sanction.until)
    ).all()


def breaches() -> list[str]:
    """Where accounts and the record of sanctions disagree: there must be nothing."""
    return [*_suspensions(), *_restraints()]


def _suspensions() -> list[str]:
    recorded = set(
        db.session.scalars(
            select(Sanction.member_id).where(Sanction.kind == Kind.SUSPEND, Sanction.ended_at.is_(None))
        )
    )
    suspended = set(db.session.scalars(select(Member.id).where(Member.status == MemberStatus.SUSPENDED)))
    return [
        *(f"member {each} is suspended without a sanction" for each in sorted(suspended - recorded)),
        *(f"member {each} has a sanction and is not suspended" for each in sorted(recorded - suspended)),
    ]


def _restraints() -> list[str]:
    rows = db.session.scalars(
        select(Sanction).where(
            or_(Sanction.kind == Kind.LIMIT, Sanction.kind == Kind.WARN), Sanction.ended_at.is_(None)
        )
    )
    recorded: dict[int, dict[str, str | None]] = {}
    for row in rows:
        slug, until = restraint_of(row)
        recorded.setdefault(row.member_id, {})[slug] = until
    kept = {
        member_id: restraints
        for member_id, restraints in db.session.execute(select(Member.id, Member.restraints))
        if restraints
    }
    wrong = sorted(each for each in {*recorded, *kept} if recorded.get(each) != kept.get(each))
    return [f"member {each} is not limited as the sanctions say" for each in wrong]


def restraint_of(sanction: Sanction) -> tuple[str, str | None]:
    """How a limit or an unread warning stands with the account: a name, and until when."""
    if sanction.kind == Kind.WARN:
        return WARNED, None
    return sanction.what, sanction.until.isoformat() if sanction.until else None
