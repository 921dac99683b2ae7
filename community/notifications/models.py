"""What a member was told, what is still to be told by other ways, and what they want to hear of."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from community.kernel import stamps
from community.kernel.db import Model
from community.questions.models import Question


class Notification(Model):
    """One message to one member; `cause` keeps the same thing from being told twice.

    `rings_at` is when it comes onto the bell of somebody who wants it collected. What is not wanted on the site is
    kept as read from its beginning.
    """

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str]
    cause: Mapped[str]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), default=None)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), default=None)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    rings_at: Mapped[datetime | None] = mapped_column(default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)

    question: Mapped[Question | None] = relationship(
        primaryjoin=lambda: foreign(Notification.question_id) == Question.id, viewonly=True
    )

    __table_args__ = (
        UniqueConstraint("member_id", "cause"),
        Index("ix_notifications_inbox", "member_id", "created_at"),
        Index("ix_notifications_unread", "member_id", "read_at"),
    )

    @property
    def was_seen(self) -> bool:
        """Whether the member has read it on the site."""
        return self.read_at is not None and self.read_at > self.created_at


class Preference(Model):
    """How soon a member wants to hear of one kind in each way: instant, hourly, daily, weekly or off."""

    __tablename__ = "notification_preferences"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str]
    email: Mapped[str]
    push: Mapped[str]


class Delivery(Model):
    """One notification that is to be told by e-mail or push as well, or was lately."""

    __tablename__ = "notification_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    notification_id: Mapped[int] = mapped_column(ForeignKey("notifications.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    way: Mapped[str]
    pace: Mapped[str]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    secret: Mapped[dict[str, Any]] = mapped_column(default=dict)

    notification: Mapped[Notification] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("notification_id", "way"),
        Index("ix_notification_deliveries_due", "member_id", "way", "due_at"),
        Index("ix_notification_deliveries_sent", "sent_at", "due_at"),
    )


class Mute(Model):
    """A question, or somebody's mentions, that a member wants to hear no more of."""

    __tablename__ = "notification_mutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), index=True, default=None
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True, default=None
    )
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("member_id", "question_id"),
        UniqueConstraint("member_id", "person_id"),
    )


class PushDevice(Model):
    """A browser that a member allowed to show news; its endpoint is an address of the maker of the browser."""

    __tablename__ = "push_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    secret: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    sign_in_id: Mapped[int | None] = mapped_column(
        default=None
    )  # the session it was allowed in, if that is known
    created_at: Mapped[datetime]
    reached_at: Mapped[datetime | None] = mapped_column(default=None)


stamps.watch(Notification, stamps.OWN, "{row}.member_id")
