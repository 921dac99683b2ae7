"""The table of all posts, with what belongs to any post: revisions, suggestions, drafts, images, links."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel import masks, picture_places, stamps
from community.kernel.db import PASSING, Model
from community.posts.rules import LinkKind, PostKind, PostStatus, SuggestionState

__all__ = [
    "Draft",
    "EditSuggestion",
    "LinkKind",
    "Post",
    "PostKind",
    "PostLink",
    "PostStatus",
    "Revision",
    "SentForm",
    "SuggestionState",
    "Upload",
    "VaultEntry",
]


class Post(Model):
    """What a member wrote. Questions, answers and comments add their own columns in joined tables."""

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    author_label: Mapped[str | None] = mapped_column(default=None)  # the name of a former member, where known
    status: Mapped[str] = mapped_column(default=PostStatus.PUBLISHED)
    lang: Mapped[str] = mapped_column(default="en")
    body_markdown: Mapped[str]
    body_html: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    hidden_at: Mapped[datetime | None] = mapped_column(default=None)
    hidden_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    hidden_reason: Mapped[str | None] = mapped_column(default=None)  # why held, refused, hidden or deleted
    findings: Mapped[list[Any]] = mapped_column(default=list)  # what the gate saw: dicts of Finding
    comment_count: Mapped[int] = mapped_column(default=0)
    revision_count: Mapped[int] = mapped_column(default=1)
    external_source: Mapped[str | None] = mapped_column(default=None)
    external_id: Mapped[str | None] = mapped_column(default=None)
    external_url: Mapped[str | None] = mapped_column(default=None)
    licence: Mapped[str | None] = mapped_column(default=None)
    external_score: Mapped[int | None] = mapped_column(default=None)  # votes where it came from

    author: Mapped[Member | None] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")

    __mapper_args__ = {"polymorphic_on": "kind"}
    __table_args__: Any = (
        UniqueConstraint("external_source", "external_id"),
        Index("ix_posts_author_kind", "author_id", "kind", "created_at"),
        Index("ix_posts_status_kind", "status", "kind", "created_at"),
    )

    @property
    def is_visible(self) -> bool:
        return self.status == PostStatus.PUBLISHED

    @property
    def thread_id(self) -> int:
        """The id of the question in whose thread this stands."""
        raise NotImplementedError(self.kind)

    @property
    def stands_under(self) -> tuple[int, ...]:
        """The ids of the posts without which nobody sees this one."""
        return (self.thread_id,) if self.thread_id != self.id else ()

    def set_words(self, body: str, title: str | None, tags: tuple[str, ...] | None) -> bool:
        """Set new words; returns whether anything changed. Kinds with a title or tags add theirs."""
        changed = body != self.body_markdown
        self.body_markdown = body
        return changed

    BESIDE: ClassVar[tuple[str, ...]] = ()  # columns beside the words in which something private may stand

    def bar(self, originals: Sequence[str]) -> None:
        """Take what would give an original away out of what stands beside the words."""
        for name in self.BESIDE:
            setattr(self, name, masks.scrubbed(getattr(self, name), originals))

    def seen_by(self, member_id: int | None, *, privileged: bool) -> bool:
        """Whether this member sees the post; `privileged` members see held and hidden ones of others."""
        if self.status == PostStatus.PUBLISHED or privileged:
            return True
        return member_id is not None and member_id == self.author_id and self.status != PostStatus.DELETED


class Revision(Model):
    """One state of a post's words. Number 1 is the original."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int]
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    editor_label: Mapped[str | None] = mapped_column(default=None)
    title: Mapped[str | None] = mapped_column(default=None)
    body_markdown: Mapped[str]
    tags: Mapped[list[Any] | None] = mapped_column(default=None)
    comment: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    external_id: Mapped[str | None] = mapped_column(default=None)

    editor: Mapped[Member | None] = relationship(foreign_keys=[editor_id], lazy="raise_on_sql")

    __table_args__ = (UniqueConstraint("post_id", "number"), Index("ix_revisions_editor", "editor_id"))


class EditSuggestion(Model):
    """An edit that waits for somebody entitled."""

    __tablename__ = "edit_suggestions"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    base_number: Mapped[int]
    title: Mapped[str | None] = mapped_column(default=None)
    body_markdown: Mapped[str]
    tags: Mapped[list[Any] | None] = mapped_column(default=None)
    comment: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=SuggestionState.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    author: Mapped[Member] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    post: Mapped[Post] = relationship(lazy="raise_on_sql")


class Draft(Model):
    """What a member has typed and not posted; `target_id` is the thread or post it answers, 0 for a question."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str]
    target_id: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    tags: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("member_id", "kind", "target_id"),)

    @property
    def version(self) -> str:
        """Names this state, so that two tabs can tell whose words are newer."""
        return self.saved_at.isoformat()


class SentForm(Model):
    """A form that made a post or did a deed: sent twice, it leads to the same one. Forgotten after some days."""

    __tablename__ = "sent_forms"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]  # a digest of what was sent; of a form that makes no post, the name of what it made
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), default=None, index=True
    )
    sent_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__: Any = ({"info": {PASSING: True}},)


class Upload(Model):
    """An image in our storage, re-encoded; `key` is the name of its content."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    key: Mapped[str]
    content_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("member_id", "key"),)


class VaultEntry(Model):
    """One original that no text shows: in the post stands the token with this number (`kernel/masks.py`).

    The only place of private data. Read it through `posts/vault.py` alone.
    """

    __tablename__ = "private_vault"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str]
    original: Mapped[str]
    covered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )  # a moderator; None: the gate
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None] = mapped_column(default=None)  # the author says it is not private
    shown_at: Mapped[datetime | None] = mapped_column(default=None)  # it was not: never covered again here

    post: Mapped[Post] = relationship(lazy="raise_on_sql")

    __table_args__ = (UniqueConstraint("post_id", "number"),)


class PostLink(Model):
    """One question points to another: related, or a duplicate of it."""

    __tablename__ = "post_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    created_at: Mapped[datetime]
    external_id: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind"),
        CheckConstraint("from_id <> to_id", name="not_to_itself"),
    )


# The thread of a post, for `stamps.watch`.
THREAD_OF_POST: Final = (
    "CASE {row}.kind WHEN 'question' THEN {row}.id "
    "WHEN 'answer' THEN (SELECT question_id FROM answers WHERE answers.id = {row}.id) "
    "ELSE (SELECT question_id FROM comments WHERE comments.id = {row}.id) END"
)
stamps.watch(Post, stamps.THREAD, THREAD_OF_POST)
stamps.watch(PostLink, stamps.THREAD, "{row}.from_id", "{row}.to_id")
stamps.watch(Post, stamps.MEMBER, "{row}.author_id")
stamps.watch(
    Post,
    stamps.PEOPLE,
    "CASE WHEN {row}.kind = 'answer' THEN 0 END",
    columns=("status", "author_id"),
    new=True,
)
# News of a post goes out of sight with it, in whatever bell it stands: new posts are in none yet.
stamps.watch(Post, stamps.OWN, str(stamps.EVERYBODY), columns=("status",))
stamps.watch(Draft, stamps.OWN, "{row}.member_id")
picture_places.stand(Post, "body_markdown")
picture_places.stand(Revision, "body_markdown", about="post_id")
picture_places.stand(EditSuggestion, "body_markdown")
picture_places.stand(VaultEntry, "original", about="post_id")
