"""Finding members, and what belongs to their account."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select

from community.accounts.models import ApiToken, Member, MemberStatus, SignIn
from community.accounts.rules import email_key
from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import NotFound
from community.kernel.policy import Role
from community.kernel.text import skeleton
from community.kernel.words import N_


def member(member_id: int) -> Member | None:
    """The member with this id, closed accounts included."""
    return db.session.get(Member, member_id)


def locked(member_id: int) -> Member:
    """The member as it stands now, held until the unit of work ends; deeds on one account queue up."""
    found = db.session.get(Member, member_id, with_for_update=ROW_LOCK, populate_existing=True)
    if found is None or not found.is_open:
        raise NotFound(N_("There is no such member."))
    return found


def member_by_name(name: str) -> Member | None:
    """The member called exactly so."""
    return db.session.scalars(select(Member).where(Member.name == name)).first()


def get_or_404(name: str) -> Member:
    """The member called exactly so. Raises NotFound."""
    found = member_by_name(name)
    if found is None:
        raise NotFound(N_("There is no such member."))
    return found


def member_by_email(email: str) -> Member | None:
    """The member with this address, in any spelling of it."""
    return db.session.scalars(select(Member).where(Member.email_key == email_key(email))).first()


def member_who(typed: str) -> Member | None:
    """Whom somebody means at the door: an e-mail address, or a name in any look of it."""
    typed = typed.strip()
    if "@" in typed:
        return member_by_email(typed)
    return db.session.scalars(
        select(Member)
        .where(or_(Member.name == typed, Member.name_key == skeleton(typed)))
        .order_by((Member.name == typed).desc())
        .limit(1)
    ).first()


def members_of(ids: Collection[int]) -> Mapping[int, Member]:
    """Members by id, in one statement."""
    if not ids:
        return {}
    return {found.id: found for found in db.session.scalars(select(Member).where(Member.id.in_(ids)))}


def is_look_taken(name: str, *, but: int | None = None) -> bool:
    """Whether another member's name looks like `name`."""
    query = select(Member.id).where(Member.name_key == skeleton(name))
    return db.session.scalar(query if but is None else query.where(Member.id != but)) is not None


def is_last_admin(member_id: int) -> bool:
    """Whether nobody else could run the site."""
    others = select(func.count()).where(
        Member.role == Role.ADMIN, Member.status == MemberStatus.ACTIVE, Member.id != member_id
    )
    found = db.session.get(Member, member_id)
    return found is not None and found.role == Role.ADMIN and not db.session.scalar(others)


def tokens_of(member_id: int) -> Sequence[ApiToken]:
    """The member's living API tokens, newest first."""
    return db.session.scalars(
        select(ApiToken)
        .where(ApiToken.member_id == member_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
    ).all()


def sign_ins_of(member: Member) -> Sequence[SignIn]:
    """The browsers in which the member is signed in now, the one seen last first."""
    return db.session.scalars(
        select(SignIn)
        .where(
            SignIn.member_id == member.id,
            SignIn.epoch == member.session_epoch,
            SignIn.expires_at > clock.now(),
        )
        .order_by(SignIn.seen_on.desc().nulls_last(), SignIn.id.desc())
    ).all()
