"""What was answered to deeds that came with an Idempotency-Key."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model


class IdempotencyKey(Model):
    """One deed of a member under one key, and the answer it got; written in the transaction of the deed."""

    __tablename__ = "idempotency_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    key: Mapped[str]
    fingerprint: Mapped[str]  # of method, address and body: another deed under this key is refused
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("member_id", "key"),)
