"""Questions, who else has them, who follows them, and who is answering now."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel import stamps
from community.kernel.db import Model
from community.kernel.text import slug as slug_of
from community.posts.models import Post, PostKind
from community.questions.rules import CloseReason, QuestionState
from community.tags.models import QuestionTag, Tag

__all__ = [
    "AnsweringLease",
    "CloseReason",
    "Question",
    "QuestionFollow",
    "QuestionState",
    "SameProblem",
]


class Question(Post):
    """A question. Counters count visible things only and are kept by the services that change them."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str]
    slug: Mapped[str]
    product: Mapped[str] = mapped_column(default="")
    answer_count: Mapped[int] = mapped_column(default=0)
    accepted_count: Mapped[int] = mapped_column(default=0)
    same_problem_count: Mapped[int] = mapped_column(default=0)
    follower_count: Mapped[int] = mapped_column(default=0)
    best_answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="SET NULL"), default=None
    )
    best_rating_count: Mapped[int] = mapped_column(default=0)  # ratings of the best answer,
    best_rating_sum: Mapped[int] = mapped_column(default=0)  # and the sum of their stars
    asked_at: Mapped[datetime]  # copy of posts.created_at, so that lists sort within one table
    listed: Mapped[bool] = mapped_column(default=True)  # published and not merged away: stands in lists
    last_activity_at: Mapped[datetime]
    last_post_by_asker: Mapped[bool] = mapped_column(default=True)
    first_answered_at: Mapped[datetime | None] = mapped_column(default=None)
    solved_at: Mapped[datetime | None] = mapped_column(default=None)
    needs_info_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    close_reason: Mapped[str | None] = mapped_column(default=None)
    closed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    duplicate_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="SET NULL"), default=None
    )
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("posts.id", ondelete="SET NULL"), default=None
    )

    tags: Mapped[list[Tag]] = relationship(
        secondary=QuestionTag.__table__,
        order_by=QuestionTag.position,
        viewonly=True,
        lazy="raise_on_sql",
    )

    __mapper_args__ = {
        "polymorphic_identity": PostKind.QUESTION,
        "inherit_condition": id == Post.id,
    }
    __table_args__ = (
        Index("ix_questions_active", "listed", "last_activity_at"),
        Index("ix_questions_newest", "listed", "asked_at"),
        Index("ix_questions_unanswered", "listed", "answer_count", "asked_at"),
        Index("ix_questions_solved", "listed", "solved_at"),
        Index("ix_questions_wanted", "listed", "same_problem_count", "id"),
        # Few are closed or wait for facts: lists of them would be looked for among all.
        *(
            Index(
                f"ix_questions_{name}", f"{name}_at", sqlite_where=text(seldom), postgresql_where=text(seldom)
            )
            for name, seldom in (
                ("closed", "closed_at IS NOT NULL"),
                ("needs_info", "needs_info_at IS NOT NULL"),
            )
        ),
    )

    @property
    def thread_id(self) -> int:
        return self.id

    def set_words(self, body: str, title: str | None, tags: tuple[str, ...] | None) -> bool:
        changed = super().set_words(body, title, tags)
        if title is not None and title != self.title:
            self.title = title
            self.slug = slug_of(title)
            changed = True
        return changed or tags is not None

    BESIDE = ("product",)


class SameProblem(Model):
    """A member has this problem too."""

    __tablename__ = "same_problems"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(index=True)


class QuestionFollow(Model):
    """A member wants to hear of this question."""

    __tablename__ = "question_follows"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime]


class AnsweringLease(Model):
    """A helper is answering now; one at a time, for ten minutes, renewable."""

    __tablename__ = "answering_leases"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise_on_sql")


stamps.watch(Question, stamps.THREAD, "{row}.id")
stamps.watch(Question, stamps.LISTS, "0")
# Other pages name it: as related, as linked, as what a member answered.
stamps.watch(Question, stamps.SITE, "0", columns=("listed", "title", "slug", "merged_into_id"))
stamps.watch(AnsweringLease, stamps.THREAD, "{row}.question_id")
stamps.watch(Question, stamps.MEMBER, "(SELECT author_id FROM posts WHERE posts.id = {row}.id)")
for _each in (SameProblem, QuestionFollow):
    stamps.watch(_each, stamps.OWN, "{row}.member_id")
