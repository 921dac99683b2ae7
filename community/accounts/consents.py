"""What members agreed to: kept with version and time, asked again when the words change, and taken back at will."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select, update

from community.accounts.models import WITHDREW, Consent, Member
from community.kernel import clock
from community.kernel.db import db, lock_row
from community.kernel.templating import month

VERSION: Final = "2026-11"  # of the words on /terms and /privacy; a new one asks everybody again


def version_word(version: str = VERSION) -> str:
    """The month that names a version, in the reader's language; the name itself where it is another."""
    try:
        return month(date.fromisoformat(f"{version}-01"), wide=True)
    except ValueError:
        return version


def give(member: Member, version: str = VERSION) -> None:
    """`member` agrees to the words as they are now; a second time changes nothing."""
    lock_row(member)
    if member.consent_version == version:
        return
    now = clock.now()
    member.consented_at, member.consent_version = now, version
    member.settings = {name: value for name, value in member.settings.items() if name != WITHDREW}
    db.session.add(Consent(member_id=member.id, version=version, given_at=now))
    db.session.flush()


def withdraw(member: Member) -> None:
    """`member` no longer agrees: from now on they read, and write nothing new."""
    lock_row(member)
    member.consented_at = member.consent_version = None
    member.settings = {**member.settings, WITHDREW: True}
    db.session.execute(
        update(Consent)
        .where(Consent.member_id == member.id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
    )


def history(member_id: int) -> Sequence[Consent]:
    """Every yes and its end, the latest first."""
    return db.session.scalars(
        select(Consent).where(Consent.member_id == member_id).order_by(Consent.id.desc())
    ).all()
