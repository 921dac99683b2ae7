"""What customers are asked after a case, and what they said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model
from moderation.surveys.rules import Ratings, SurveyState


class Survey(Model):
    """At most one a case. Owner, team, tier and rule are those of the case when it was settled."""

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), unique=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None, index=True
    )
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    team: Mapped[str]
    tier: Mapped[int]
    rule: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=SurveyState.WAITING)
    ask_at: Mapped[datetime]
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    expected: Mapped[int | None] = mapped_column(default=None)
    experienced: Mapped[int | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(default="")
    not_solved: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("expected BETWEEN 1 AND 5", name="expected"),
        CheckConstraint("experienced BETWEEN 1 AND 5", name="experienced"),
        Index("ix_surveys_due", "state", "ask_at"),
    )

    @property
    def ratings(self) -> Ratings | None:
        """What was said; None before."""
        if self.expected is None or self.experienced is None:
            return None
        return Ratings(self.expected, self.experienced)
