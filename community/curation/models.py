"""Recommended posts, announcements, known problems and who is told of them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.curation.rules import IncidentState
from community.kernel import picture_places, stamps
from community.kernel.db import Model
from community.kernel.meanwhile import base_of


class Recommendation(Model):
    """A post on the front page, with the sentence that says why; lower places come first."""

    __tablename__ = "recommendations"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    why: Mapped[str]
    place: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)


class Announcement(Model):
    """News for a time, in one language at least. A draft has no `published_at`."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    title_zh: Mapped[str]
    text: Mapped[str]
    text_zh: Mapped[str]
    html: Mapped[str]
    html_zh: Mapped[str]
    audience: Mapped[str]
    audience_of: Mapped[str] = mapped_column(default="")  # the language or the tag
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_later"),
        CheckConstraint("title <> '' OR title_zh <> ''", name="has_a_title"),
        Index("ix_announcements_ends_at", "ends_at"),
    )

    @property
    def base(self) -> str:
        """What a form of it is filled with."""
        told = (self.title, self.title_zh, self.text, self.text_zh, self.audience, self.audience_of)
        return base_of(*told, self.starts_at, self.ends_at)


class AnnouncementDismissal(Model):
    """A member has read an announcement and put it away."""

    __tablename__ = "announcement_dismissals"

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]


class Incident(Model):
    """A problem that we know of, and what we know."""

    __tablename__ = "incidents"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    title_zh: Mapped[str]
    product: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=IncidentState.INVESTIGATING)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"))
    follower_count: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    __table_args__ = (
        CheckConstraint("title <> '' OR title_zh <> ''", name="has_a_title"),
        CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_at_a_moment"),
        Index("ix_incidents_resolved_at", "resolved_at"),
    )

    def base(self, tags: Collection[str]) -> str:
        """What a form of it is filled with."""
        return base_of(self.title, self.title_zh, self.product, self.question_id, *tags)


class IncidentTag(Model):
    """A tag that a problem touches."""

    __tablename__ = "incident_tags"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class IncidentUpdate(Model):
    """News of a problem: the state from then on, and a text in one language at least."""

    __tablename__ = "incident_updates"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    state: Mapped[str]
    html: Mapped[str]
    html_zh: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))


class IncidentFollow(Model):
    """A member has this problem too, and hears when it is resolved."""

    __tablename__ = "incident_follows"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]


for _each in (Recommendation, Announcement, Incident, IncidentTag, IncidentUpdate):
    stamps.watch(_each, stamps.SITE, "0")
stamps.watch(AnnouncementDismissal, stamps.OWN, "{row}.member_id")

picture_places.stand(Announcement, "text", "text_zh")
picture_places.stand(IncidentUpdate, "html", "html_zh", about="incident_id")
