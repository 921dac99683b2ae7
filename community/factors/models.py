"""What a second factor is checked against."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import PASSING, Model


class TotpSecret(Model):
    """The secret that a member's app shares with us, sealed; it counts once a code has proved that the app has it."""

    __tablename__ = "totp_secrets"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)  # of the last code that was taken: none is taken twice
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)


class RecoveryCode(Model):
    """A code for whoever has lost their app, known by its hash; it works once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Passkey(Model):
    """A key that a member's device or key ring holds; we know only its public half."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    credential: Mapped[str] = mapped_column(unique=True)  # its id, in letters
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Challenge(Model):
    """What a passkey is asked to sign, known by its hash; it can be answered once, and soon."""

    __tablename__ = "passkey_challenges"

    challenge_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"info": {PASSING: True}},)
