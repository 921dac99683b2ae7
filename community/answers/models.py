"""Answers, with what their ratings add up to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.kernel import stamps
from community.kernel.db import Model
from community.posts.models import Post, PostKind
from community.questions.models import Question


class Answer(Post):
    """An answer. The five star counts are the distribution; `score` is what answers are sorted by."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    by_staff: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_before_at: Mapped[datetime | None] = mapped_column(default=None)  # first, where taken back
    accepted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    accepted_by_asker: Mapped[bool] = mapped_column(default=False)
    stars_1: Mapped[int] = mapped_column(default=0)
    stars_2: Mapped[int] = mapped_column(default=0)
    stars_3: Mapped[int] = mapped_column(default=0)
    stars_4: Mapped[int] = mapped_column(default=0)
    stars_5: Mapped[int] = mapped_column(default=0)
    rating_count: Mapped[int] = mapped_column(default=0)
    score: Mapped[float] = mapped_column(default=0.0)

    question: Mapped[Question] = relationship(foreign_keys=[question_id], lazy="raise_on_sql")

    __mapper_args__ = {"polymorphic_identity": PostKind.ANSWER, "inherit_condition": id == Post.id}
    __table_args__ = (Index("ix_answers_order", "question_id", "accepted_at", "score"),)

    @property
    def thread_id(self) -> int:
        return self.question_id

    @property
    def distribution(self) -> tuple[int, int, int, int, int]:
        """How many ratings of one, two, three, four and five stars."""
        return (self.stars_1, self.stars_2, self.stars_3, self.stars_4, self.stars_5)


class StaffThanks(Model):
    """A staff member thanked the author of an answer, once."""

    __tablename__ = "staff_thanks"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime]


stamps.watch(Answer, stamps.THREAD, "{row}.question_id")
stamps.watch(
    StaffThanks, stamps.THREAD, "(SELECT question_id FROM answers WHERE answers.id = {row}.answer_id)"
)
stamps.watch(Answer, stamps.MEMBER, "(SELECT author_id FROM posts WHERE posts.id = {row}.id)")
