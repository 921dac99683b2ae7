"""Articles, their earlier states, the words by which they are found, and what readers think of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.articles.rules import PARTS, ArticleState, Words
from community.kernel import picture_places, stamps
from community.kernel.db import Model


class Article(Model):
    """One thing that is known, in one language.

    The words here are those that readers see; until there are such (`live_number` is None), the newest ones.
    """

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default=ArticleState.DRAFT)
    lang: Mapped[str]
    title: Mapped[str]
    slug: Mapped[str]
    problem: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    steps: Mapped[str] = mapped_column(default="")
    applies_to: Mapped[str] = mapped_column(default="")
    htmls: Mapped[dict[str, Any]] = mapped_column(default=dict)  # part -> HTML
    product: Mapped[str] = mapped_column(default="")
    revision_count: Mapped[int] = mapped_column(default=1)
    live_number: Mapped[int | None] = mapped_column(default=None)  # the revision that readers see
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), default=None, index=True
    )
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"), default=None)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    credited_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )  # whose answer it is made from
    translation_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="SET NULL"), default=None
    )
    sent_back: Mapped[str] = mapped_column(default="")  # why, while it is to be mended
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    checked_at: Mapped[datetime | None] = mapped_column(default=None)  # when somebody last found it right
    review_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)  # since when somebody should look at it
    due_reason: Mapped[str] = mapped_column(default="")
    doubted_number: Mapped[int | None] = mapped_column(
        default=None
    )  # the last revision that votes brought up
    helpful_count: Mapped[int] = mapped_column(default=0)
    unhelpful_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("translation_of_id", "lang"),
        CheckConstraint("state <> 'published' OR live_number IS NOT NULL", name="published_is_live"),
        CheckConstraint("helpful_count >= 0 AND unhelpful_count >= 0", name="counts"),
        Index("ix_articles_state", "state", "lang", "updated_at"),
        Index("ix_articles_review_at", "review_at"),
    )

    @property
    def is_public(self) -> bool:
        return self.live_number is not None and self.state != ArticleState.RETIRED

    @property
    def changed_at(self) -> datetime:
        """When readers last got something new: other words, or that somebody found these right."""
        return self.checked_at or self.published_at or self.created_at

    @property
    def has_changes(self) -> bool:
        """Whether there are words that wait, beside those that readers see."""
        return self.live_number is not None and self.state in {ArticleState.DRAFT, ArticleState.REVIEW}

    @property
    def root_id(self) -> int:
        """The article that its translations name."""
        return self.translation_of_id or self.id


class ArticleRevision(Model):
    """One state of an article's words. Number 1 is the first draft."""

    __tablename__ = "article_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    title: Mapped[str]
    problem: Mapped[str]
    cause: Mapped[str]
    steps: Mapped[str]
    applies_to: Mapped[str]
    product: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    comment: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("article_id", "number"),)

    def words(self) -> Words:
        """What it says."""
        parts = {part: getattr(self, part) for part in PARTS}
        return Words(title=self.title, product=self.product, tags=tuple(self.tags), **parts)


class ArticleTag(Model):
    """A tag of an article, as readers see it."""

    __tablename__ = "article_tags"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ArticleTerm(Model):
    """A word by which a public article is found; those of the title weigh more."""

    __tablename__ = "article_terms"

    term: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight: Mapped[int]


class ArticleVote(Model):
    """Whether an article helped a member, and which of its revisions they had read."""

    __tablename__ = "article_votes"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    helpful: Mapped[bool]
    revision: Mapped[int]
    at: Mapped[datetime]


SHOWN = ("state", "title", "slug", "live_number", "question_id", "due_at", "doubted_number")
stamps.watch(Article, stamps.SITE, "0", columns=SHOWN)
# All together: they change seldom, and each names its translations. Their terms come with a change of theirs.
for _each in (Article, ArticleTag):
    stamps.watch(_each, stamps.ARTICLES, "0")

picture_places.stand(Article, "problem", "cause", "steps", "applies_to", "htmls")
picture_places.stand(ArticleRevision, "problem", "cause", "steps", "applies_to", about="article_id")
