"""Cases, what raised them, and what staff noted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.kernel import picture_places
from community.kernel.db import Model
from community.kernel.meanwhile import base_of
from community.questions.models import Question
from community.routing.models import Need
from moderation.escalation.rules import CaseState, Weight

_UNSOLVED = text("state <> 'resolved'")


class Case(Model):
    """One customer matter that staff see through. The database allows one unresolved case a need.

    `severity`, `anger` and `influence` (0..1) are what the priority rests on beside the waiting since
    `waiting_since`; `points` is their sum (0..100) as it was last weighed.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    tier: Mapped[int]
    team: Mapped[str]
    state: Mapped[str] = mapped_column(default=CaseState.OPEN)
    lang: Mapped[str] = mapped_column(default="en")
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None, index=True
    )
    reasons: Mapped[list[Any]] = mapped_column(default=list)  # slugs of the rules that raised it
    severity: Mapped[float] = mapped_column(default=0.0)
    anger: Mapped[float] = mapped_column(default=0.0)
    influence: Mapped[float] = mapped_column(default=0.0)
    points: Mapped[float] = mapped_column(default=0.0)
    priority: Mapped[str] = mapped_column(default="P4")
    opened_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    weigh_at: Mapped[datetime | None] = mapped_column(
        default=None
    )  # when waiting will have changed its priority
    clock: Mapped[str] = mapped_column(default="first-response")  # of its clocks, the one that is due first
    due_at: Mapped[datetime | None] = mapped_column(default=None)  # by then; none while they stand still
    first_replied_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    outcome: Mapped[str | None] = mapped_column(default=None)

    owner: Mapped[Member | None] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    question: Mapped[Question] = relationship(lazy="raise_on_sql")
    need: Mapped[Need] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        Index(
            "uq_cases_open_need", "need_id", unique=True, sqlite_where=_UNSOLVED, postgresql_where=_UNSOLVED
        ),
        Index("ix_cases_inbox", "state", "tier", "priority", "points"),
        Index("ix_cases_due", "state", "due_at"),
        Index("ix_cases_closed", "state", "closed_at"),
        Index("ix_cases_weigh", "weigh_at", sqlite_where=_UNSOLVED, postgresql_where=_UNSOLVED),
    )

    @property
    def is_open(self) -> bool:
        return self.state != CaseState.RESOLVED

    def weight_at(self, now: datetime) -> Weight:
        """What its priority is the sum of, at a moment."""
        waited = max(0.0, (now - self.waiting_since).total_seconds() / 60)
        return Weight(
            severity=self.severity, anger=self.anger, waited_minutes=waited, influence=self.influence
        )


def _listed(name: str, *columns: Any) -> None:
    """An index for one of the lists that the desk shows of a hundred thousand open cases."""
    Index(name, *columns, sqlite_where=_UNSOLVED, postgresql_where=_UNSOLVED)


# The order first, then what filters ask for, so that no row has to be looked up to be passed over.
_RANK = (Case.priority, Case.points.desc(), Case.id)
_ASKED = (Case.state, Case.owner_id, Case.team, Case.lang)
_listed("ix_cases_rank", *_RANK, Case.tier, *_ASKED)
_listed("ix_cases_tier_rank", Case.tier, *_RANK, *_ASKED)
_listed("ix_cases_opened", Case.opened_at)
_listed("ix_cases_waiting", Case.waiting_since)


class Escalation(Model):
    """A rule spoke up about a need: how sure it was, and why. Each rule speaks once about one post."""

    __tablename__ = "escalations"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), default=None, index=True
    )
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), default=None)
    rule: Mapped[str]
    tier: Mapped[int]
    score: Mapped[float]
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    created_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(default="")  # a Judged value: what staff say of it; "" nothing yet
    judged_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    judged_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("post_id", "rule"),
        Index("ix_escalations_rule", "rule", "case_id"),
        Index("ix_escalations_rule_time", "rule", "created_at"),
    )


class RuleSetting(Model):
    """What a site set about one rule; `given` is a Terms as JSON."""

    __tablename__ = "rule_settings"

    rule: Mapped[str] = mapped_column(primary_key=True)
    given: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )


class SiteRule(Model):
    """A rule that a site made itself, without code: what must hold together for it to speak up."""

    __tablename__ = "site_rules"

    slug: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    conditions: Mapped[list[Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def base(self) -> str:
        """What its form is filled with, in short."""
        return base_of(self.title, self.conditions)


class RuleSighting(Model):
    """A rule that only watches saw something, once for each post: it counts, and does nothing."""

    __tablename__ = "rule_sightings"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    score: Mapped[float]
    seen_at: Mapped[datetime]

    __table_args__ = (Index("ix_rule_sightings_rule", "rule", "seen_at"),)


class ProposalAnswer(Model):
    """What somebody did with a proposed threshold: took it, or put it aside."""

    __tablename__ = "rule_proposal_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(index=True)
    before: Mapped[float]
    proposed: Mapped[float]
    taken: Mapped[bool]
    verdicts: Mapped[int]  # how many it rested on
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    answered_at: Mapped[datetime]


class CaseNote(Model):
    """What staff tell each other about a case; no customer ever sees it."""

    __tablename__ = "case_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    body: Mapped[str]
    created_at: Mapped[datetime]
    pinned_at: Mapped[datetime | None] = mapped_column(default=None)
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    versions: Mapped[list[Any]] = mapped_column(default=list)  # what it said before: {"body", "until"}

    author: Mapped[Member | None] = relationship(lazy="raise_on_sql")


class CaseReply(Model):
    """An answer in the public thread that was written from a case."""

    __tablename__ = "case_replies"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]


class CaseAssignment(Model):
    """A case went to somebody (or to nobody): how, by whom, and the facts or words that say why."""

    __tablename__ = "case_assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    how: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    note: Mapped[str] = mapped_column(default="")
    why: Mapped[list[Any]] = mapped_column(default=list)  # [fact, value] each
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_case_assignments_turn", "owner_id", "created_at"),)


picture_places.stand(CaseNote, "body", "versions", about="case_id")
