"""Remarks beneath a question or an answer."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import stamps
from community.posts.models import Post, PostKind


class Comment(Post):
    """A remark on `parent_id`, in the thread of `question_id`."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)

    __mapper_args__ = {"polymorphic_identity": PostKind.COMMENT, "inherit_condition": id == Post.id}

    @property
    def thread_id(self) -> int:
        return self.question_id

    @property
    def stands_under(self) -> tuple[int, ...]:
        return tuple({self.parent_id, self.question_id})


stamps.watch(Comment, stamps.THREAD, "{row}.question_id")
