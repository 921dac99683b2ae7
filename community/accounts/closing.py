"""Closing an account: what was written stays, the person goes."""

import secrets
from typing import Final

from sqlalchemy import delete

from community.accounts import avatars, mails, queries, services, signing_in, signing_up
from community.accounts.models import (
    ApiToken,
    KnownAddress,
    Member,
    MemberStatus,
    OneTimeLink,
    SignInFailure,
)
from community.accounts.rules import OF_FORMER_MEMBERS, email_key, name_key
from community.kernel import bus, clock, mail
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.events import MemberClosed
from community.kernel.words import N_

FORMER_MEMBER: Final = N_("former member")


def close_account(member: Member, *, sure: bool) -> None:
    """Close `member`'s account for good: name, address, profile, sessions, keys and links are gone.

    Raises Invalid unless `sure`, Conflict for the only admin.
    """
    if not sure:
        raise Invalid(N_("Please say that you want this."), field="sure")
    member = queries.locked(member.id)
    if queries.leaves_no_admin(member.id):
        raise Conflict(N_("You are the only admin. Appoint another one first."))
    address, proved = member.email, member.confirmed_at is not None
    services.end_sessions(member)
    for table in (ApiToken, OneTimeLink, KnownAddress):
        db.session.execute(delete(table).where(table.member_id == member.id))
    signing_in.forgive(member)
    db.session.execute(delete(SignInFailure).where(SignInFailure.account_key == f"second:{member.id}"))
    avatars.remove(member)
    _forget_person(member)
    db.session.flush()
    if address is not None:
        signing_up.forget(address)
        for spelling in {address, email_key(address)}:
            mail.forget(spelling)
    mails.forget_changes(member.id)
    bus.publish(MemberClosed(member_id=member.id, address=address if proved else None))


def _forget_person(member: Member) -> None:
    member.name = _free_name(member)
    member.name_key = name_key(member.name)
    member.display_name = FORMER_MEMBER
    member.email = member.email_key = member.password_hash = None
    member.confirmed_at = member.suspended_until = member.second_factor_at = None
    member.bio_markdown = member.bio_html = member.location = member.website = ""
    member.timezone = "UTC"
    member.settings = {}
    member.restraints = {}
    member.role = "member"
    member.status = MemberStatus.CLOSED
    member.closed_at = clock.now()


def _free_name(member: Member) -> str:
    """The number's own name; where somebody came by it, such as from another community, one that is like it."""
    name = f"{OF_FORMER_MEMBERS}{member.id}"
    while queries.is_look_taken(name, but=member.id):
        name = f"{OF_FORMER_MEMBERS}{member.id}-{secrets.token_hex(4)}"
    return name
