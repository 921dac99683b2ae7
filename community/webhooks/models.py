"""Who is told of what, and each message to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model
from community.kernel.meanwhile import base_of
from community.webhooks.rules import DeliveryState, WebhookState


class Webhook(Model):
    """An address of another program. Only seeds of its secrets are kept; the key of the site makes the secrets."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    topics: Mapped[list[Any]] = mapped_column(default=list)  # none: all of them
    state: Mapped[str] = mapped_column(default=WebhookState.ON)
    seed: Mapped[str]
    former_seed: Mapped[str | None] = mapped_column(default=None)
    former_until: Mapped[datetime | None] = mapped_column(default=None)
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    failing_since: Mapped[datetime | None] = mapped_column(default=None)
    rests_until: Mapped[datetime | None] = mapped_column(default=None)
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    created_at: Mapped[datetime]

    @property
    def base(self) -> str:
        """What its form is filled with, in short."""
        return base_of(self.url, self.note, sorted(self.topics))

    def wants(self, topic: str) -> bool:
        """Whether it is told of this."""
        return not self.topics or topic in self.topics

    def is_changing_over(self, now: datetime) -> bool:
        """Whether the secret before the newest one is still at work."""
        return self.former_until is not None and now < self.former_until


class Delivery(Model):
    """One message to one address: what happened, in numbers and words of ours; names are put in when it is sent.

    `due_at` of one that is being sent lies a little ahead: whoever finds it due later knows that its sender died.
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    message_id: Mapped[str]  # the same in all tries, and for all addresses
    topic: Mapped[str]
    data: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None] = mapped_column(default=None)  # of the last answer
    error: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("webhook_id", "message_id"),
        Index("ix_webhook_deliveries_due", "webhook_id", "state", "due_at"),
        Index("ix_webhook_deliveries_ended", "ended_at"),
    )
