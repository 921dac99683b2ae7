"""What the gate remembers: fingerprints of posts, what each check found, where posts came from, its settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.kernel.db import PASSING, Model
from community.posts.models import THREAD_OF_POST


class PostShingle(Model):
    """One of the smallest shingle hashes of a post: posts that share some may say the same."""

    __tablename__ = "post_shingles"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True)

    __table_args__ = (Index("ix_post_shingles_value", "value", "post_id"),)


class QuestionTerm(Model):
    """A word that a visible question is about, as a hash: questions that share rare ones may ask the same."""

    __tablename__ = "gate_question_terms"

    term: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class GateSetting(Model):
    """What a site set about one check; `given` is a Setting as JSON."""

    __tablename__ = "gate_settings"

    check: Mapped[str] = mapped_column(primary_key=True)
    given: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )


class GateFinding(Model):
    """What one check found in one post as it stands, and what a moderator decided about the post since."""

    __tablename__ = "gate_findings"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    check: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    score: Mapped[float | None] = mapped_column(default=None)
    found_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(default=None)  # of the review item

    __table_args__ = (Index("ix_gate_findings_check_found_at", "check", "found_at"),)


class PostOrigin(Model):
    """Who sent a new post, from where (a secret mark, never the address), and a mark of the text. Kept a week."""

    __tablename__ = "gate_origins"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int]
    address: Mapped[str] = mapped_column(default="")
    content: Mapped[int] = mapped_column(BigInteger)
    new_account: Mapped[bool]
    sent_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        Index("ix_gate_origins_author", "author_id", "sent_at"),
        Index("ix_gate_origins_address", "address", "sent_at"),
        Index("ix_gate_origins_content", "content", "sent_at"),
        {"info": {PASSING: True}},
    )


class FloodNotice(Model):
    """The staff were told of this flood: once a day for each member, address or text."""

    __tablename__ = "gate_flood_notices"

    key: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"info": {PASSING: True}},)


class AuthorWord(Model):
    """What an author says to the moderators about a post that the gate holds."""

    __tablename__ = "gate_author_words"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str]
    said_at: Mapped[datetime]


# The author's own form shows it again, on the page of the thread that is kept for them.
stamps.watch(
    AuthorWord,
    stamps.THREAD,
    f"(SELECT {THREAD_OF_POST.format(row='posts')} FROM posts WHERE posts.id = {{row}}.post_id)",  # noqa: S608 - our own words
)
