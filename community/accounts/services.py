"""Getting and keeping an account: signing up, confirming, roles, suspension, keys for programs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from community.accounts import consents, factor_due, hashing, mails, new_tokens, queries, tokens
from community.accounts.models import ApiToken, Member, MemberStatus, SignIn
from community.accounts.passwords import checked_password
from community.accounts.rules import (
    LONGEST_LABEL,
    SCOPES,
    checked_email,
    checked_line,
    checked_name,
    email_key,
    name_key,
)
from community.accounts.tokens import Purpose
from community.kernel import bus, clock, secret_links, upsert
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.events import EmailConfirmed, RoleChanged, SessionsEnded, TokenMade
from community.kernel.furnish import site_settings
from community.kernel.policy import SYSTEM, Actor, Permission, Role, ensure
from community.kernel.words import N_

HOUR: Final = timedelta(hours=1)
RESETS_AN_HOUR: Final = 3
CONFIRMATIONS_AN_HOUR: Final = 5
MOST_TOKENS: Final = 50

NAME_TAKEN: Final = N_("This name, or one that looks just like it, is taken. Please pick another.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody whose details were checked; their password is here only as its hash."""

    name: str
    email: str
    password_hash: str | None
    lang: str | None = None
    consent: bool = False
    consent_version: str | None = None  # of the words they agreed to; None: of today's


def applicant(
    name: str,
    email: str,
    password: str,
    *,
    consent: bool,
    lang: str | None = None,
    reserved_too: bool = False,
) -> Applicant:
    """Check what somebody typed to sign up. Slow, since it hashes the password: call it outside the deed.

    Raises Invalid naming the field. An empty password means that the account has none.
    """
    site = site_settings().site_name
    name = checked_name(name, site_name=site, reserved_too=reserved_too)
    email = checked_email(email)
    password_hash = hashing.hashed(checked_password(password, (name, email, site))) if password else None
    return Applicant(name=name, email=email, password_hash=password_hash, lang=lang, consent=consent)


def ensure_fit(who: Applicant) -> None:
    """Raise Invalid when consent is missing or the name is taken."""
    if not who.consent:
        raise Invalid(N_("Please agree to the rules of the community first."), field="consent")
    if queries.is_look_taken(who.name):
        raise Invalid(NAME_TAKEN, field="name")


def register(who: Applicant, *, invite_id: int | None = None) -> Member | None:
    """Open an account for somebody who has proved their address; `invite_id` is the invitation they came by.

    None when the address has an account already: its owner is told by e-mail. Raises Invalid when the name is taken
    or consent is missing. Whoever has proved nothing yet is `signing_up`.
    """
    ensure_fit(who)
    owner = queries.member_by_email(who.email)
    member = _inserted(who) if owner is None else None
    if member is None:
        owner = owner or queries.member_by_email(who.email)
        if owner is None:
            raise Invalid(NAME_TAKEN, field="name")
        tell_owner(owner)
        return None
    bus.publish(EmailConfirmed(member_id=member.id, invite_id=invite_id))
    return member


def create_member(who: Applicant, role: Role) -> Member:
    """Open an account on the command line, confirmed at once. Raises Invalid when name or address is taken."""
    member = None if queries.is_look_taken(who.name) else _inserted(who)
    if member is None:
        if queries.member_by_email(who.email) is not None:
            raise Invalid(N_("This address has an account already."), field="email")
        raise Invalid(NAME_TAKEN, field="name")
    bus.publish(EmailConfirmed(member_id=member.id))
    if role is not Role.MEMBER:
        set_role(member, role, by=SYSTEM)
    return member


def _inserted(who: Applicant) -> Member | None:
    """The new row, or None when another sign-up of this name or address was faster."""
    now = clock.now()
    member = Member(
        name=who.name,
        name_key=name_key(who.name),
        display_name=who.name,
        email=who.email,
        email_key=email_key(who.email),
        password_hash=who.password_hash,
        lang=who.lang,
        confirmed_at=now,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError:
        return None
    if who.consent:
        consents.give(member, who.consent_version or consents.VERSION)
    return member


def tell_owner(owner: Member) -> None:
    """Write to the owner of an address that somebody wanted to use again, a few times an hour at most."""
    owner = queries.locked(owner.id)
    if tokens.issued_since(owner.id, Purpose.RESET, clock.now() - HOUR) < RESETS_AN_HOUR:
        mails.already_registered(owner, tokens.issue(owner.id, Purpose.RESET))


def confirm_email(word: str) -> Member:
    """The holder of the link proves that the address is theirs. Raises LinkExpired."""
    link = tokens.use(word, Purpose.CONFIRM)
    member = queries.locked(link.member_id)
    if link.payload.get("email_key") != member.email_key:
        raise tokens.LinkExpired
    mark_confirmed(member)
    return member


def mark_confirmed(member: Member, *, moved: bool = False) -> None:
    """Note that the address was proved; the first time counts, and each time that the account moved to another."""
    first = member.confirmed_at is None
    if first:
        member.confirmed_at = clock.now()
        db.session.flush()
    if first or moved:
        bus.publish(EmailConfirmed(member_id=member.id, moved=not first))


def resend_confirmation(member: Member) -> None:
    """Send the confirming link again, a few times an hour at most."""
    member = queries.locked(member.id)
    if member.confirmed_at is not None:
        raise Conflict(N_("Your address is confirmed already."))
    if tokens.issued_since(member.id, Purpose.CONFIRM, clock.now() - HOUR) < CONFIRMATIONS_AN_HOUR:
        mails.confirm(member, tokens.issue(member.id, Purpose.CONFIRM, {"email_key": member.email_key}))


# roles and suspension ------------------------------------------------------------------------------


def set_role(member: Member, role: Role, *, by: Actor) -> None:
    """Appoint `member`, who signs in again; effective for their keys at once. The site keeps at least one admin."""
    if by is not SYSTEM:
        ensure(by, Permission.ADMINISTER)
    lock_row(member)
    old = Role(member.role)
    if old is role:
        return
    if role is not Role.ADMIN and queries.leaves_no_admin(member.id):
        raise Conflict(N_("This is the only admin. Appoint another one first."))
    member.role = role
    factor_due.start_anew(member)
    end_sessions(member)  # nobody else's open browser becomes that of an admin
    bus.publish(RoleChanged(member_id=member.id, old=old, new=role, by_id=by.member_id))


def appoint_invited(member: Member, role: Role, *, by_id: int | None) -> None:
    """Give somebody the role that an admin invited them to; nothing when that admin may no longer appoint."""
    admin = db.session.get(Member, by_id) if by_id is not None else None
    if admin is not None and admin.role == Role.ADMIN and admin.status == MemberStatus.ACTIVE:
        member.role = role
        db.session.flush()
        bus.publish(RoleChanged(member_id=member.id, old=Role.MEMBER, new=role, by_id=admin.id))


def set_suspended(member: Member, *, suspended: bool, until: datetime | None = None) -> None:
    """Make the account what its sanctions say; a closed one stays closed. Who may do so was asked before."""
    if member.is_open:
        member.status = MemberStatus.SUSPENDED if suspended else MemberStatus.ACTIVE
        member.suspended_until = until if suspended else None
        db.session.flush()


# keys for programs ---------------------------------------------------------------------------------


def create_token(
    member: Member,
    *,
    label: str = "",
    scopes: Collection[str] | None = None,
    by: Actor = SYSTEM,
    form: str = "",
) -> str:
    """Make a key for the REST interface and return it; afterwards only its hash is known.

    `scopes` None means all that the member may. `form` names the form that asks: sent twice it makes one key.
    Raises Invalid for a scope that does not exist.
    """
    unknown = sorted(set(scopes or ()) - set(SCOPES))
    if unknown or (scopes is not None and not scopes):
        raise Invalid(N_("A scope is one of %(known)s."), field="scopes", known=", ".join(SCOPES))
    lock_row(member)
    if not member.is_open:
        raise Conflict(N_("This account is closed."))
    key = new_tokens.word(member.id, form, label, scopes)
    if form and new_tokens.was_just_made(key):
        return key
    if len(queries.tokens_of(member.id)) >= MOST_TOKENS:
        raise Conflict(N_("You have %(most)s tokens. Revoke one that you no longer use."), most=MOST_TOKENS)
    db.session.add(
        ApiToken(
            member_id=member.id,
            label=checked_line(label, "label", LONGEST_LABEL),
            token_hash=secret_links.fingerprint(key),
            scopes=None if scopes is None else [scope for scope in SCOPES if scope in scopes],
            created_at=clock.now(),
        )
    )
    db.session.flush()
    bus.publish(TokenMade(member_id=member.id, scopes=tuple(scopes or SCOPES), by_id=by.member_id))
    return key


def revoke_token(member: Member, token_id: int) -> None:
    """End one of the member's own keys. Raises NotFound."""
    found = db.session.scalars(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.member_id == member.id)
    ).first()
    if found is None:
        raise NotFound(N_("There is no such token."))
    found.revoked_at = found.revoked_at or clock.now()
    db.session.flush()


def revoke_tokens(member: Member, ids: Collection[int] | None = None) -> None:
    """End those of the member's keys that are named; None means all of them."""
    mine = ApiToken.member_id == member.id, ApiToken.revoked_at.is_(None)
    named = () if ids is None else (ApiToken.id.in_(ids),)
    db.session.execute(update(ApiToken).where(*mine, *named).values(revoked_at=clock.now()))


def end_sessions(member: Member, *, but: int | None = None) -> None:
    """Sign the member out everywhere, except in the browser whose sign-in is `but`.

    Another address that was asked for in one of those sessions is not taken any more: who asked may be an intruder.
    """
    member.session_epoch += 1
    tokens.revoke(member.id, Purpose.EMAIL_CHANGE)
    db.session.flush()
    others = delete(SignIn).where(SignIn.member_id == member.id)
    db.session.execute(others if but is None else others.where(SignIn.id != but))
    kept = db.session.get(SignIn, but) if but is not None else None
    if kept is not None:
        kept.epoch = member.session_epoch
    bus.publish(SessionsEnded(member_id=member.id, kept_id=but))


def end_session(member: Member, sign_in_id: int) -> None:
    """End one of the member's own sessions. Raises NotFound."""
    mine = (SignIn.id == sign_in_id) & (SignIn.member_id == member.id)
    if upsert.changed_rows(delete(SignIn).where(mine)) == 0:
        raise NotFound(N_("This session has ended already."))
    bus.publish(SessionsEnded(member_id=member.id, sign_in_id=sign_in_id))
