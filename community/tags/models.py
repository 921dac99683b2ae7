"""Tags, their other names, who follows them, and what each is about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import mirrors, picture_places, stamps
from community.kernel.db import Model
from community.kernel.meanwhile import base_of


class Tag(Model):
    """A subject. `excerpt` and `wiki_markdown` explain it, in English and in Chinese."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    label_zh: Mapped[str] = mapped_column(default="")
    excerpt: Mapped[str] = mapped_column(default="")
    excerpt_zh: Mapped[str] = mapped_column(default="")
    wiki_markdown: Mapped[str] = mapped_column(default="")
    wiki_html: Mapped[str] = mapped_column(default="")
    question_count: Mapped[int] = mapped_column(default=0, index=True)  # published questions only
    created_at: Mapped[datetime]

    @property
    def base(self) -> str:
        """What a form of it is filled with."""
        return base_of(self.excerpt, self.excerpt_zh, self.label_zh, self.wiki_markdown)


class TagSynonym(Model):
    """Another name that leads to a tag."""

    __tablename__ = "tag_synonyms"

    name: Mapped[str] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class QuestionTag(Model):
    """A question carries a tag; `position` keeps the asker's order.

    `active_at` is the question's last activity, so that one index finds the latest of a tag, however many there are.
    """

    __tablename__ = "question_tags"

    question_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]
    active_at: Mapped[datetime | None]  # written by the database

    __table_args__ = (
        Index("ix_question_tags_newest", "tag_id", "question_id"),
        Index("ix_question_tags_active", "tag_id", "active_at", "question_id"),
    )


class TagFollow(Model):
    """A member wants to hear of a tag."""

    __tablename__ = "tag_follows"

    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime]


_SHOWN = ("question_id", "tag_id", "position")
stamps.watch(QuestionTag, stamps.THREAD, "{row}.question_id", columns=_SHOWN, new=True)
stamps.watch(QuestionTag, stamps.LISTS, "0", columns=_SHOWN, new=True)
stamps.watch(Tag, stamps.SITE, "0", columns=("name", "label_zh", "excerpt", "excerpt_zh", "wiki_html"))
stamps.watch(TagSynonym, stamps.SITE, "0")
stamps.watch(TagFollow, stamps.OWN, "{row}.member_id")
mirrors.mirror(QuestionTag, "active_at", "question_id", source="questions", original="last_activity_at")

picture_places.stand(Tag, "wiki_markdown")
