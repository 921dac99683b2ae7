"""The inbox of a member."""

from sqlalchemy import func, select

from community.kernel.db import db
from community.kernel.pagination import Page, paginate
from community.notifications.catalogue import KINDS, Kind
from community.notifications.models import Notification, Preference


def inbox(member_id: int, number: int) -> Page[Notification]:
    """What a member was told, the newest first."""
    return paginate(
        select(Notification).where(Notification.member_id == member_id).order_by(Notification.id.desc()),
        number,
    )


def unread_count(member_id: int) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Notification)
            .where(Notification.member_id == member_id, Notification.read_at.is_(None))
        )
        or 0
    )


def notification(member_id: int, notification_id: int) -> Notification | None:
    """One's own notification."""
    return db.session.scalars(
        select(Notification).filter_by(id=notification_id, member_id=member_id)
    ).one_or_none()


def choices_of(member_id: int) -> list[tuple[Kind, bool, bool]]:
    """Every kind with (on the site, by e-mail) as the member chose."""
    kept = {
        row.kind: (row.on_site, row.by_email)
        for row in db.session.scalars(select(Preference).where(Preference.member_id == member_id))
    }
    return [(kind, *kept.get(kind.slug, (True, kind.by_email))) for kind in KINDS]
