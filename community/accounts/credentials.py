"""Changing what an account is entered with: the password and the e-mail address."""

from collections.abc import Collection
from contextlib import suppress
from typing import Final

from sqlalchemy.exc import IntegrityError

from community.accounts import hashing, mails, queries, services, signing_in, tokens, ways_in
from community.accounts.models import Member
from community.accounts.passwords import checked_password
from community.accounts.rules import checked_email, email_key
from community.accounts.services import HOUR, RESETS_AN_HOUR
from community.accounts.tokens import Purpose
from community.kernel import clock, secret_links
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.furnish import site_settings
from community.kernel.words import N_

EMAIL_CHANGES_AN_HOUR: Final = 5
# What a link does that was written to an address; it ends when the account moves to another one.
OF_THE_ADDRESS: Final = (
    Purpose.CONFIRM,
    Purpose.RESET,
    Purpose.AFTER_RESET,
    Purpose.EMAIL_CHANGE,
    Purpose.SOLVED,
    Purpose.SURVEY,
)
ADDRESS_IN_USE: Final = N_("This address cannot be used. Please give another one.")


def personal_words(member: Member) -> tuple[str, ...]:
    """What a guesser would try for this member."""
    return (member.name, member.display_name, member.email or "", site_settings().site_name)


def new_secret(member: Member, password: str, *, field: str = "password") -> str:
    """Check and hash a new password. Slow: call it outside the deed. Raises Invalid."""
    return hashing.hashed(checked_password(password, personal_words(member), field=field))


def ensure_password(member: Member, password: str, *, address: str) -> None:
    """Raise Invalid unless `password` is the member's; accounts without one have nothing to check.

    A wrong one counts as a failed sign-in, so that an open browser does not invite guessing; slow.
    """
    if member.password_hash is None:
        return
    try:
        signing_in.attempt(member.name, password, address=address)
    except Invalid:
        raise Invalid(N_("This is not your current password."), field="current") from None


def request_reset(email: str) -> None:
    """Somebody forgot the password of an account that may not exist; the same is done for every address."""
    mails.find_out(mails.About.RESET, to=email_key(email))


def send_reset(email: str) -> None:
    """Send a link for a new password, if there is such an account, a few times an hour at most."""
    found = queries.member_by_email(email)
    if found is None or not found.is_open or found.email is None:
        return
    member = queries.locked(found.id)
    if tokens.issued_since(member.id, Purpose.RESET, clock.now() - HOUR) < RESETS_AN_HOUR:
        mails.reset(member, tokens.issue(member.id, Purpose.RESET))


def reset_password(word: str, secret: str) -> Member:
    """Set the password made by `new_secret`; ends every session and key, and proves the address.

    Raises LinkExpired.
    """
    member = queries.locked(tokens.use(word, Purpose.RESET).member_id)
    member.password_hash = secret
    services.end_sessions(member)
    services.revoke_tokens(member)
    tokens.revoke(member.id, Purpose.RESET, Purpose.AFTER_RESET, Purpose.EMAIL_CHANGE)
    signing_in.forgive(member)
    services.mark_confirmed(member)
    mails.password_changed(member, _ways_left(member))
    return member


def leave_after_reset(member: Member) -> str:
    """A word for the browser that has just set a new password, to close other ways in; empty where there is none."""
    if not ways_in.left(member.id):
        return ""
    return secret_links.word_of(tokens.issue(member.id, Purpose.AFTER_RESET))


def close_way(word: str, kind: str, number: int) -> list[tuple[str, ways_in.Way]]:
    """Close one way in, with the word that came of a new password; what is left.

    Raises LinkExpired, NotFound, Conflict.
    """
    member = queries.locked(tokens.look(word, Purpose.AFTER_RESET).member_id)
    ways_in.close(member, kind, number)
    return ways_in.left(member.id)


def _ways_left(member: Member) -> list[tuple[str, str]]:
    """What a letter names: the kind and the name of whatever still opens the account."""
    programs = [(ways_in.PROGRAM, each.label) for each in queries.tokens_of(member.id)]
    return [*((kind, way.label) for kind, way in ways_in.left(member.id)), *programs]


def change_password(
    member: Member, secret: str, *, sign_in_id: int | None, token_ids: Collection[int] = ()
) -> None:
    """Set the password made by `new_secret`; ends every session but the one that is used now.

    Whoever changes it knew the old one, so programs go on with their keys but for those of `token_ids`.
    """
    member = queries.locked(member.id)
    member.password_hash = secret
    services.end_sessions(member, but=sign_in_id)
    services.revoke_tokens(member, token_ids)
    tokens.revoke(member.id, Purpose.RESET, Purpose.AFTER_RESET)
    mails.password_changed(member, _ways_left(member))


def request_email_change(member: Member, email: str) -> None:
    """Send a link to the new address; nothing changes until it is used. Raises Invalid.

    Whether the new address has an account is told to its owner, not to the asker.
    """
    email = checked_email(email)
    if email_key(email) == member.email_key:
        raise Invalid(N_("This is your address already."), field="email")
    member = queries.locked(member.id)
    if tokens.issued_since(member.id, Purpose.EMAIL_CHANGE, clock.now() - HOUR) >= EMAIL_CHANGES_AN_HOUR:
        raise Conflict(N_("You asked for this several times within the hour. Please look for our messages."))
    seed = tokens.issue(member.id, Purpose.EMAIL_CHANGE, {"email": email, "email_key": member.email_key})
    mails.find_out(mails.About.NEW_ADDRESS, member_id=member.id, to=email, seed=seed)


def write_to_new_address(member_id: int, email: str, seed: str) -> None:
    """Ask whoever reads at `email` to prove it; who has an account with it is told of that instead.

    Nobody is, once the asker has gone, and nobody is asked by a link that has ended meanwhile.
    """
    asker = queries.member(member_id)
    if asker is None or not asker.is_open:
        return
    owner = queries.member_by_email(email)
    if owner is not None:
        services.tell_owner(owner)
        return
    with suppress(tokens.LinkExpired):
        until = tokens.look(secret_links.word_of(seed), Purpose.EMAIL_CHANGE).expires_at
        mails.email_change(queries.locked(member_id), email, seed, until)


def confirm_email_change(word: str) -> Member:
    """Move the account to the address that the link was sent to; the old address is told.

    Raises LinkExpired, and Conflict when the address has got an account in the meantime.
    """
    link = tokens.use(word, Purpose.EMAIL_CHANGE)
    member = queries.locked(link.member_id)
    if link.payload.get("email_key") != member.email_key:
        raise tokens.LinkExpired
    old = member.email
    try:
        with db.session.begin_nested():
            member.email = str(link.payload["email"])
            member.email_key = email_key(member.email)
    except IntegrityError:
        raise Conflict(ADDRESS_IN_USE) from None
    # Links that went to the old address must neither open the account of the new one nor speak for it.
    tokens.revoke(member.id, *OF_THE_ADDRESS)
    services.mark_confirmed(member, moved=True)
    if old is not None:
        mails.email_changed(member, old)
    return member
