"""Checking a password at the door: guessers wait, owners do not, and nobody learns who has an account."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import ColumnElement, Select, delete, exists, select

from community.accounts import guessing, hashing, queries
from community.accounts.models import KnownAddress, Member, SignInFailure
from community.accounts.rules import email_key
from community.kernel import clock, upsert
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid, TooMany
from community.kernel.networks import network_of
from community.kernel.text import skeleton
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_

log = structlog.get_logger(__name__)

MINUTE: Final = 60
TOO_MANY_TRIES: Final = N_(
    "There were too many tries. Please wait %(minutes)s minutes, or choose a new password by e-mail."
)


UNPROVED: Final = N_("Please confirm your e-mail address first; the link is in the message we sent you.")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A member whose password was right, and the epoch in which it was: a change since then counts."""

    member: Member
    epoch: int


def attempt(who: str, password: str, *, address: str) -> Recognised:
    """The member who may come in. Raises Invalid for a wrong name or password, TooMany for a guesser.

    Opens its own units of work: the try is counted before the password is checked, so that a hundred
    tries at once are a hundred tries, and the slow check itself holds no lock.
    """
    network = network_of(address)
    with unit_of_work():
        member = queries.member_who(who)
        waiting = queries.secret_waiting(who)
        kept = member.password_hash if member is not None and member.is_open else None
        member_id = member.id if member is not None else None
        failure_id = counted(_door(who), network, member_id)

    if not hashing.fits(password, kept) or kept is None or member_id is None:
        # Asked of everybody, as slowly as the first: it is no sign of an account.
        if hashing.fits(password, waiting):
            _take_back(failure_id)
            raise Invalid(UNPROVED, field="name")
        log.info("sign_in_failed", member=member_id, network=network)
        raise Invalid(N_("The name or the password is not right."), field="password")

    with unit_of_work():
        member = queries.locked(member_id)
        if member.password_hash != kept:  # changed while we were checking the old one
            raise Invalid(N_("The name or the password is not right."), field="password")
        _welcome(member, password, network, failure_id)
        epoch = member.session_epoch
    return Recognised(member, epoch)


def _take_back(failure_id: int) -> None:
    with unit_of_work():
        db.session.execute(delete(SignInFailure).where(SignInFailure.id == failure_id))


def forgive(member: Member) -> None:
    """Forget the account's failures: its owner has proved who they are in another way, or goes."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.account_key.in_(_doors_of(member))))


def _door(typed: str) -> str:
    """What a try counts for: a name or an address, in any spelling, whether there is such an account or not.

    Never the account itself: whoever had to wait at its address for tries at its name would know whose address it is.
    """
    typed = typed.strip()
    return _named("address", email_key(typed)) if "@" in typed else _named("name", skeleton(typed))


def _doors_of(member: Member) -> set[str]:
    """All that tries at the member's account count for."""
    doors = {_named("name", member.name_key), _door(member.name)}
    return doors if member.email is None else {*doors, _door(member.email)}


def _named(kind: str, look: str) -> str:
    """Unreadably: people type passwords there."""
    return f"{kind}:" + hashlib.sha256(look.encode("utf-8", "surrogatepass")).hexdigest()


def counted(
    account: str,
    network: str,
    member_id: int | None,
    *,
    free_at: Callable[[guessing.Failures, datetime], datetime | None] = guessing.free_at,
    refusal: str = TOO_MANY_TRIES,
) -> int:
    """Count this try as a failure until it has succeeded. Raises TooMany instead when it must wait."""
    wait_for_turn(account)
    now = clock.now()
    free = free_at(_failures(account, network, member_id, now), now)
    if free is not None:
        seconds = max(1, round((free - now).total_seconds()))
        log.warning("sign_in_slowed", member=member_id, network=network, seconds=seconds)
        raise TooMany(refusal, retry_after=seconds, minutes=-(-seconds // MINUTE))
    failure = SignInFailure(account_key=account, address=network, failed_at=now)
    db.session.add(failure)
    db.session.flush()
    return failure.id


def _failures(account: str, network: str, member_id: int | None, now: datetime) -> guessing.Failures:
    of_account = SignInFailure.account_key == account
    from_here = SignInFailure.address == network
    return guessing.Failures(
        of_pair=_moments(now - guessing.DAY, of_account, from_here),
        of_account=_moments(
            now - guessing.DAY, of_account, SignInFailure.address.not_in(_addresses_known_to(member_id))
        ),
        of_address=_moments(now - guessing.WINDOW, from_here),
        known=db.session.scalar(
            select(exists().where(KnownAddress.member_id == member_id, KnownAddress.address == network))
        )
        or False,
    )


def _addresses_known_to(member_id: int | None) -> Select[str]:
    return select(KnownAddress.address).where(KnownAddress.member_id == member_id)


def _moments(since: datetime, *which: ColumnElement[bool]) -> list[datetime]:
    query = select(SignInFailure.failed_at).where(SignInFailure.failed_at > since, *which)
    return list(db.session.scalars(query.order_by(SignInFailure.failed_at)))


def _welcome(member: Member, password: str, network: str, failure_id: int) -> None:
    """Clear what counted against the owner here, and keep the password at today's cost."""
    forget_failures(_doors_of(member), network, failure_id)
    if member.password_hash and hashing.is_outdated(member.password_hash):
        member.password_hash = hashing.hashed(password)


def forget_failures(accounts: Collection[str], network: str, failure_id: int) -> None:
    """The try has succeeded: neither it nor those before it from here count any more."""
    from_here = SignInFailure.account_key.in_(accounts) & (SignInFailure.address == network)
    db.session.execute(delete(SignInFailure).where((SignInFailure.id == failure_id) | from_here))


def remember_address(member_id: int, network: str) -> None:
    """The member has come in from here; guessing elsewhere does not lock them out here."""
    now = clock.now()
    db.session.execute(
        upsert.insert(KnownAddress)
        .values(member_id=member_id, address=network, seen_at=now)
        .on_conflict_do_update(index_elements=["member_id", "address"], set_={"seen_at": now})
    )
