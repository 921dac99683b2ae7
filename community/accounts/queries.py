"""Finding members, and what belongs to their account."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm.attributes import set_committed_value

from community.accounts.models import ApiToken, Member, MemberStatus, SignIn, SignUp
from community.accounts.rules import SIGN_UP_LASTS, email_key
from community.kernel import clock
from community.kernel.db import ROW_LOCK, db, wait_for_turn
from community.kernel.errors import NotFound
from community.kernel.policy import Role
from community.kernel.text import skeleton
from community.kernel.words import N_


def member(member_id: int) -> Member | None:
    """The member with this id, closed accounts included."""
    return db.session.get(Member, member_id)


def with_author(written: Any) -> None:
    """Have the author of `written` at hand, which it does not load by itself; mostly it is who writes just now."""
    author = member(written.author_id) if written.author_id is not None else None
    set_committed_value(written, "author", author)


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
    """Whether the name of another member, or of somebody who signed up and was written to, looks like `name`."""
    look = skeleton(name)
    others = Member.name_key == look if but is None else and_(Member.name_key == look, Member.id != but)
    wanted = exists().where(SignUp.name_key == look, is_signing_up())
    return db.session.scalar(select(or_(exists().where(others), wanted))) is True


def is_signing_up() -> ColumnElement[bool]:
    """What is true of a sign-up whose link would open an account now."""
    return and_(SignUp.name_key.is_not(None), SignUp.created_at > clock.now() - SIGN_UP_LASTS)


def secret_waiting(typed: str) -> str | None:
    """The password, as it is kept, of whoever signed up by this name or address and has not proved it."""
    typed = typed.strip()
    who = SignUp.email_key == email_key(typed) if "@" in typed else SignUp.name_key == skeleton(typed)
    newest = select(SignUp.password_hash).where(who, is_signing_up()).order_by(SignUp.id.desc())
    return db.session.scalar(newest.limit(1))


def is_last_admin(member_id: int) -> bool:
    """Whether nobody else could run the site."""
    others = select(func.count()).where(
        Member.role == Role.ADMIN, Member.status == MemberStatus.ACTIVE, Member.id != member_id
    )
    found = db.session.get(Member, member_id)
    return found is not None and found.role == Role.ADMIN and not db.session.scalar(others)


def leaves_no_admin(member_id: int) -> bool:
    """The same for a deed that takes them away: other admins who go at this moment are waited for."""
    wait_for_turn("admins")
    return is_last_admin(member_id)


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
