"""What protects an account beside its password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from community.factors import totp
from community.factors.models import Passkey, RecoveryCode, TotpSecret
from community.kernel import clock, sealing
from community.kernel.db import db

SETTING_UP: Final = timedelta(hours=1)
USE: Final = "totp"


@dataclass(frozen=True, slots=True)
class Protection:
    """The second factor of one account, as its owner sees it."""

    app_since: datetime | None
    codes_left: int
    passkeys: Sequence[Passkey] = ()

    @property
    def on(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)


def protection_of(member_id: int) -> Protection:
    """What a member has set up."""
    row = db.session.get(TotpSecret, member_id)
    left = select(func.count()).where(RecoveryCode.member_id == member_id, RecoveryCode.used_at.is_(None))
    since = row.confirmed_at if row else None
    return Protection(since, db.session.scalar(left) or 0, passkeys_of(member_id))


def passkeys_of(member_id: int) -> Sequence[Passkey]:
    """The member's passkeys, oldest first."""
    return db.session.scalars(
        select(Passkey).where(Passkey.member_id == member_id).order_by(Passkey.id)
    ).all()


def pending(member_id: int) -> TotpSecret | None:
    """The secret that waits for its first code; None once it is too old, unreadable, or counts already."""
    row = db.session.get(TotpSecret, member_id)
    if row is None or row.confirmed_at is not None or row.created_at < clock.now() - SETTING_UP:
        return None
    try:
        secret_in(row)
    except sealing.Unreadable:
        return None
    return row


def secret_in(row: TotpSecret) -> str:
    """The secret itself. Raises sealing.Unreadable when the site's own secret is another one now."""
    return sealing.unseal(row.sealed, use=USE)


def address_of(row: TotpSecret, *, name: str, site: str) -> str:
    """What the picture says to an app."""
    return totp.address_of(secret_in(row), name=name, site=site)
