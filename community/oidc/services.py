"""From somebody elsewhere to a member here."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from community.accounts import queries as accounts
from community.accounts import services as account_services
from community.accounts.models import Member
from community.accounts.rules import email_key
from community.accounts.services import Applicant
from community.kernel import clock, upsert
from community.kernel.db import db
from community.kernel.errors import Conflict, NotFound
from community.kernel.mail import Mail, MailLink, send_later
from community.kernel.words import N_
from community.oidc.models import OidcIdentity
from community.oidc.provider import Identity
from community.oidc.provider import name as provider_name


def member_of(who: Identity) -> Member | None:
    """The member whom `who` opens, held until the unit of work ends; linked now where the address proves it.

    Only an address that the provider has verified, and that was confirmed here as well, proves anything: else whoever
    signs up with the address of somebody else would be given their account, or wait for them in it. Raises Conflict.
    """
    known = db.session.scalar(
        select(OidcIdentity.member_id).where(
            OidcIdentity.issuer == who.issuer, OidcIdentity.subject == who.subject
        )
    )
    if known is not None:
        return accounts.locked(known)
    found = accounts.member_by_email(who.email) if who.email else None
    if found is None or not found.is_open:
        return None
    member = accounts.locked(found.id)
    if member.confirmed_at is None:
        raise Conflict(
            N_(
                "There is an account with your address that nobody has confirmed. Choose a new password for it first."
            )
        )
    if member.email_key != email_key(who.email):  # the account has moved to another address meanwhile
        return None
    if _link(member, who) and member.email is not None:
        send_later(
            Mail(
                kind="oidc-linked",
                to=member.email,
                name=member.display_name,
                lang=member.spoken_to_in,
                params={"provider": provider_name()},
                links={"link": MailLink("/settings/account"), "reset": MailLink("/reset")},
            )
        )
    return member


def join(who: Identity, applicant: Applicant) -> Member | None:
    """Open an account for somebody whose address the provider has verified; None when it has got one meanwhile."""
    member = account_services.register(applicant)
    if member is not None:
        _link(member, who)
    return member


def of_member(member_id: int) -> Sequence[OidcIdentity]:
    """The accounts elsewhere that open this one."""
    return db.session.scalars(select(OidcIdentity).where(OidcIdentity.member_id == member_id)).all()


def unlink(member: Member, identity_id: int) -> None:
    """Let one open this account no more. Raises NotFound."""
    mine = (OidcIdentity.id == identity_id) & (OidcIdentity.member_id == member.id)
    if upsert.changed_rows(delete(OidcIdentity).where(mine)) == 0:
        raise NotFound(N_("There is no such link."))


def forget(member_id: int) -> None:
    """Remove what a closed account was opened with."""
    db.session.execute(delete(OidcIdentity).where(OidcIdentity.member_id == member_id))


def _link(member: Member, who: Identity) -> bool:
    """Let one open this account; False where it does already, by the same person in another tab. Raises Conflict."""
    made = upsert.insert_once(
        OidcIdentity,
        member_id=member.id,
        issuer=who.issuer,
        subject=who.subject,
        created_at=clock.now(),
    )
    this = (OidcIdentity.issuer == who.issuer) & (OidcIdentity.subject == who.subject)
    if not made and db.session.scalar(select(OidcIdentity.member_id).where(this)) != member.id:
        raise Conflict(N_("This account elsewhere opens another account here already."))
    return made
