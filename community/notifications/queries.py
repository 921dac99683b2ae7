"""The inbox of a member, and what they chose."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts import factor_due
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor, Permission, Role, may
from community.notifications import families
from community.notifications.catalogue import GAME, KINDS, Kind
from community.notifications.models import Mute, Notification, Preference, PushDevice
from community.notifications.rules import Choice, Pace
from community.posts.models import Post, PostStatus
from community.posts.queries import sees
from community.questions.models import Question

MOST_COUNTED = 100  # more than 99 are shown as 99+
_ALL: Final = frozenset(PostStatus)


def inbox(by: Actor, number: int, kinds: Collection[str] | None = None) -> Page[Notification]:
    """What a member was told, the newest first, without posts of others that have gone out of sight."""
    query = select(Notification).where(_shown(by), _rung(clock.now()))
    if kinds is not None:
        query = query.where(Notification.kind.in_(list(kinds)))
    return paginate(query.order_by(Notification.created_at.desc(), Notification.id.desc()), number)


def latest(by: Actor, most: int) -> list[Notification]:
    """The newest of the inbox, what is unread before what was read."""
    return list(db.session.scalars(unread_first(by).limit(most)))


def unread_first(by: Actor) -> Select[Notification]:
    """All of the inbox, what is unread before what was read, the newest first."""
    return (
        select(Notification)
        .where(_shown(by), _rung(clock.now()))
        .order_by(Notification.read_at.is_not(None), Notification.created_at.desc(), Notification.id.desc())
    )


def unread_count(by: Actor) -> int:
    """How much of the inbox is new; counted no further than is shown."""
    return db.session.scalar(_unread(_sight_of(by), _role_of(by)), _of(by)) or 0


def unread_of(by: Actor) -> ColumnElement[int]:
    """The same as part of another statement."""
    return _unread(_sight_of(by), _role_of(by)).params(_of(by)).scalar_subquery()


@cache
def _unread(sight: frozenset[PostStatus], role: Role) -> Select[Any]:
    """Made once: every page asks it."""
    some = (
        select(Notification.id)
        .where(
            _seen_by(bindparam("bell_of"), sight, role),
            _rung(bindparam("bell_at")),
            Notification.read_at.is_(None),
        )
        .limit(MOST_COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(some)


def _of(by: Actor) -> dict[str, Any]:
    return {"bell_of": by.id, "bell_at": clock.now()}


def newest_of(by: Actor) -> ColumnElement[int]:
    """The number of the newest unread one, as part of another statement."""
    return select(func.max(Notification.id)).where(is_unread_by(by)).scalar_subquery()


def is_unread_by(by: Actor) -> ColumnElement[bool]:
    """What the bell of this reader counts."""
    return and_(_shown(by), _rung(clock.now()), Notification.read_at.is_(None))


def shown_to(member: Member) -> ColumnElement[bool]:
    """What of a member's inbox may be shown to them, outside a request of theirs: what they would see in one."""
    now = clock.now()
    return _shown(
        Actor(
            member_id=member.id,
            name=member.name,
            role=Role.MEMBER if factor_due.is_overdue(member) else Role(member.role),
            confirmed=member.confirmed_at is not None,
            suspended=member.is_suspended(now),
            restraints=member.restraints_at(now),
        )
    )


def _rung(now: Any) -> ColumnElement[bool]:
    """What is collected comes to the bell when its hour has come."""
    return or_(Notification.rings_at.is_(None), Notification.rings_at <= now)


def _shown(by: Actor) -> ColumnElement[bool]:
    """A notification quotes a title: it goes out of sight together with the post and its thread.

    One for a role goes with the role: it may quote what staff said among themselves.
    """
    return _seen_by(by.id, _sight_of(by), _role_of(by))


def _sight_of(by: Actor) -> frozenset[PostStatus]:
    """How posts of others may stand that this reader sees, as `community.posts.queries.sees` has it."""
    seen = {PostStatus.PUBLISHED}
    if may(by, Permission.SEE_HELD):
        seen |= _ALL - {PostStatus.PRIVATE}
    if may(by, Permission.WORK_CASES):
        seen.add(PostStatus.PRIVATE)
    return frozenset(seen)


def _role_of(by: Actor) -> Role:
    """Whose news these are: who may do nothing of a role's work, as with a key for less, reads none of its news."""
    return by.role if may(by, Permission.WORK_CASES if by.is_staff else Permission.REVIEW) else Role.MEMBER


def _seen_by(member_id: Any, sight: frozenset[PostStatus], role: Role) -> ColumnElement[bool]:
    hides = select(Member.hides_game).where(Member.id == member_id).scalar_subquery()
    own = and_(Notification.member_id == member_id, or_(Notification.kind.not_in(GAME), hides.is_(False)))
    if closed := families.closed_to(role):
        own = and_(own, Notification.kind.not_in(sorted(closed)))
    if sight == _ALL:
        return own
    columns = (Notification.post_id, Notification.question_id)
    in_sight = and_(*(_in_sight(each, member_id, sight) for each in columns))
    return and_(own, or_(Notification.kind.in_(sorted(families.OF_REPORTS)), in_sight))


def _in_sight(
    column: InstrumentedAttribute[int | None], member_id: Any, sight: frozenset[PostStatus]
) -> ColumnElement[bool]:
    posts = Post.__table__.alias()
    own = and_(posts.c.author_id == member_id, posts.c.status != PostStatus.DELETED)
    seen = or_(posts.c.status.in_(sorted(sight)), own)
    return or_(column.is_(None), select(posts.c.id).where(posts.c.id == column, seen).exists())


def notification(member_id: int, notification_id: int) -> Notification | None:
    """One's own notification."""
    return db.session.scalars(
        select(Notification).filter_by(id=notification_id, member_id=member_id)
    ).one_or_none()


def choices_of(member: Member) -> list[tuple[Kind, Choice]]:
    """Every kind that a member may hear of, as they chose, without those of a game that they hide."""
    found = in_force(member.id)
    return [
        (kind, found[kind.slug])
        for _family, kinds in families.families_for(member.role, hides_game=member.hides_game)
        for kind in kinds
    ]


def in_force(member_id: int) -> dict[str, Choice]:
    """What holds for each kind there is, also for those that only another role hears of."""
    found = {kind.slug: families.usual(kind) for kind in KINDS}
    for row in db.session.scalars(select(Preference).where(Preference.member_id == member_id)):
        if row.kind in found and not families.is_always(row.kind):
            found[row.kind] = Choice(Pace(row.site), Pace(row.email), Pace(row.push))
    return found


def mutes_of(by: Actor) -> list[tuple[Mute, str, str]]:
    """What a member muted: the row, the title of the question or the name of the person, and where it is.

    Neither title nor address of what they cannot see now; the row stays, so that it can be heard of again.
    """
    rows = db.session.execute(
        select(Mute, Question, Member.display_name, Member.name)
        .outerjoin(Question, Question.id == Mute.question_id)
        .outerjoin(Member, Member.id == Mute.person_id)
        .where(Mute.member_id == by.id)
        .order_by(Mute.created_at.desc(), Mute.id.desc())
    )
    return [
        (mute, shown or "", f"/members/{name}")
        if question is None
        else (mute, question.title, f"/posts/{question.id}")
        if sees(question, by)
        else (mute, "", "")
        for mute, question, shown, name in rows
    ]


def devices_of(member_id: int) -> Sequence[PushDevice]:
    """The browsers that show news, the newest first."""
    return db.session.scalars(
        select(PushDevice).where(PushDevice.member_id == member_id).order_by(PushDevice.id.desc())
    ).all()
