"""The log and its head."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model
from moderation.audit import guards


class ModerationLogEntry(Model):
    """One act. `hash` covers the entry and the hash before it, so a change anywhere breaks the chain.

    No foreign keys: the log must outlive what it speaks of.
    """

    __tablename__ = "moderation_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(index=True)
    by_role: Mapped[str | None] = mapped_column(default=None)  # a Role, or system; None: before this was kept
    act: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)  # such as post:5, member:3, case:8
    member_id: Mapped[int | None] = mapped_column(index=True)  # whom it concerns
    reason: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous: Mapped[str]
    hash: Mapped[str]


guards.attach(cast("Table", ModerationLogEntry.__table__))


class AuditHead(Model):
    """The last entry; one row, locked by whoever appends. A log cut at its tail disagrees with it."""

    __tablename__ = "moderation_log_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(default="")
