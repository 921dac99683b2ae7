"""Contacts, their conversations, and every message that came in, each once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.kernel import picture_places
from community.kernel.db import Model


class Contact(Model):
    """Somebody outside, known by their handle on one channel."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    handle: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    follower_count: Mapped[int] = mapped_column(default=0)  # as the channel last said
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("channel", "handle"),)

    @property
    def shown_name(self) -> str:
        return self.name or self.handle


class Conversation(Model):
    """One matter of a contact: its first message and what followed. A need hangs on `question_id`, if it is one."""

    __tablename__ = "conversations"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), default=None, unique=True
    )
    message_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")

    __table_args__ = (Index("ix_conversations_contact", "contact_id", "last_at"),)


class ChannelMessage(Model):
    """One message, taken in once: the same id from the same channel never comes in twice.

    `body` has its private data covered; `lane` says what became of it.
    """

    __tablename__ = "channel_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), default=None, index=True
    )
    body: Mapped[str]
    lang: Mapped[str] = mapped_column(default="")
    lane: Mapped[str]
    priority: Mapped[str]
    anger: Mapped[float] = mapped_column(default=0.0)
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("channel", "external_id"),)


class ChannelDoor(Model):
    """The door of a channel for programs: seeds of its secret, and of the one before while that still holds."""

    __tablename__ = "channel_doors"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(unique=True)
    seed: Mapped[str]
    former_seed: Mapped[str | None] = mapped_column(default=None)
    former_until: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


picture_places.stand(ChannelMessage, "body")
