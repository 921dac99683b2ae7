"""The inbox of a member."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor, Permission, may
from community.notifications.catalogue import GAME, KINDS, Kind
from community.notifications.models import Notification, Preference
from community.posts.models import Post, PostStatus


def inbox(by: Actor, number: int) -> Page[Notification]:
    """What a member was told, the newest first, without posts of others that have gone out of sight."""
    return paginate(
        select(Notification)
        .where(_shown(by))
        .order_by(Notification.created_at.desc(), Notification.id.desc()),
        number,
    )


def unread_count(by: Actor) -> int:
    """How much of the inbox is new."""
    query = select(func.count()).select_from(Notification)
    return db.session.scalar(query.where(_shown(by), Notification.read_at.is_(None))) or 0


def _shown(by: Actor) -> ColumnElement[bool]:
    """A notification quotes a title: it goes out of sight together with the post and its thread."""
    hides = select(Member.hides_game).where(Member.id == by.id).scalar_subquery()
    own = and_(Notification.member_id == by.id, or_(Notification.kind.not_in(GAME), hides.is_(False)))
    if may(by, Permission.SEE_HELD):
        return own
    return and_(own, _in_sight(Notification.post_id, by.id), _in_sight(Notification.question_id, by.id))


def _in_sight(column: InstrumentedAttribute[int | None], member_id: int) -> ColumnElement[bool]:
    posts = Post.__table__.alias()
    public_or_own = or_(posts.c.status == PostStatus.PUBLISHED, posts.c.author_id == member_id)
    return or_(column.is_(None), select(posts.c.id).where(posts.c.id == column, public_or_own).exists())


def notification(member_id: int, notification_id: int) -> Notification | None:
    """One's own notification."""
    return db.session.scalars(
        select(Notification).filter_by(id=notification_id, member_id=member_id)
    ).one_or_none()


def choices_of(member: Member) -> list[tuple[Kind, bool, bool]]:
    """Every kind with (on the site, by e-mail) as the member chose, without those of a game that they hide."""
    kept = {
        row.kind: (row.on_site, row.by_email)
        for row in db.session.scalars(select(Preference).where(Preference.member_id == member.id))
    }
    return [
        (kind, *kept.get(kind.slug, (True, kind.by_email)))
        for kind in KINDS
        if not (kind.game and member.hides_game)
    ]
